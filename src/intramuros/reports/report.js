(function () {
  "use strict";
  var search = document.getElementById("search");
  var severity = document.getElementById("severity");
  var status = document.getElementById("status");
  var rule = document.getElementById("rule");
  var count = document.getElementById("count");
  var items = Array.prototype.slice.call(document.querySelectorAll("details.finding"));
  function apply() {
    var words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    var shown = 0;
    items.forEach(function (item) {
      var text = item.textContent.toLowerCase();
      var fits = (!severity.value || item.dataset.severity === severity.value) &&
        (!status.value || item.dataset.status === status.value) &&
        (!rule.value || item.dataset.rule === rule.value) &&
        words.every(function (word) { return text.indexOf(word) !== -1; });
      item.classList.toggle("hidden", !fits);
      shown += fits ? 1 : 0;
    });
    count.textContent = shown + " of " + items.length;
  }
  [search, severity, status, rule].forEach(function (field) { field.addEventListener("input", apply); });
  window.addEventListener("beforeprint", function () {
    Array.prototype.forEach.call(document.querySelectorAll("details"), function (item) { item.open = true; });
  });
  apply();
})();

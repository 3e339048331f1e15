"""Objects of the directory meet Azure's role assignments."""

from __future__ import annotations

from pathlib import Path

from intramuros.estate.values import Unknown, sole_symbol
from tests.unit.sources.bicep.reading import one, reading

TEXT = """
extension microsoftGraphV1
extension kubernetes with {
  namespace: 'default'
}
resource app 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: 'trainer'
  displayName: 'Trainer'
  resource fic 'federatedIdentityCredentials' = {
    name: '${app.uniqueName}/github'
    issuer: 'https://token.actions.githubusercontent.com'
    subject: 'repo:klinik/ki:ref:refs/heads/main'
    audiences: ['api://AzureADTokenExchange']
  }
}
resource sp 'Microsoft.Graph/servicePrincipals@v1.0' = {
  appId: app.appId
}
resource nurse 'Microsoft.Graph/users@v1.0' existing = {
  userPrincipalName: 'nurse@klinik.example'
}
resource readers 'Microsoft.Graph/groups@v1.0' = {
  uniqueName: 'readers'
  displayName: 'Readers'
  members: {
    relationships: [sp.id, nurse.id]
    relationshipSemantics: SEMANTICS
  }
}
resource grant 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid('x')
  properties: {
    principalId: readers.id
  }
}
resource pod 'apps/Deployment@v1' = {
  metadata: {
    name: 'x'
  }
}
"""


def test_they_come_in_azureads_shape(tmp_path: Path) -> None:
    found = reading(tmp_path, main=TEXT.replace("SEMANTICS", "'replace'"))
    kinds = {d.address.partition("/")[2].partition("/")[0]: d.type for d in found.declared if d.address.startswith("Microsoft.Graph")}
    assert kinds == {
        "applications": "azuread_application_federated_identity_credential",
        "servicePrincipals": "azuread_service_principal",
        "users": "azuread_user",
        "groups": "azuread_group",
    }
    app = one(found, "applications/trainer")
    fic = one(found, "github")
    readers = one(found, "groups/readers")
    assert sole_symbol(fic.attrs["application_id"]) == (app.address, "object_id")
    assert sole_symbol(one(found, "appId}").attrs["client_id"]) == (app.address, "client_id")
    assert [s[0].split("/")[1] for m in readers.attrs["members"] if (s := sole_symbol(m))] == ["servicePrincipals", "users"]
    grant = next(d for d in found.declared if "roleAssignments" in d.address)
    assert sole_symbol(grant.attrs["body"]["properties"]["principalId"]) == (readers.address, "object_id")


def test_members_that_are_only_added_are_not_all(tmp_path: Path) -> None:
    readers = one(reading(tmp_path, main=TEXT.replace("SEMANTICS", "'append'")), "groups/readers")
    assert isinstance(readers.attrs["members"][-1], Unknown)


def test_other_extensions_are_gaps(tmp_path: Path) -> None:
    found = reading(tmp_path, main=TEXT.replace("SEMANTICS", "'replace'"))
    assert ["kubernetes" in g.what for g in found.gaps] == [True]

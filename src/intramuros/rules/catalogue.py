# SPDX-License-Identifier: Apache-2.0
"""Every rule, in the order of the four questions: can it leave, is it sealed, is it witnessed, is it governed."""

from __future__ import annotations

from typing import Final

from intramuros.rules import (
    broad_notebook_role,
    environment_crossing,
    foreign_access,
    open_egress,
    open_sign_in,
    outside_jurisdiction,
    public_ai_service,
    public_store,
    secret_in_image,
    segment_bypass,
    shared_vault,
    silent_download,
    stale_access,
    standing_privilege,
    thin_wall,
    unblocked_image,
    unguarded_endpoint,
    unscanned_registry,
    unsealed_disk,
    unsealed_in_use,
    unsealed_store,
    untagged_patient_data,
    unwitnessed_weights,
)
from intramuros.rules.rule import Rule

RULES: Final[tuple[Rule, ...]] = (
    public_store.RULE,
    foreign_access.RULE,
    environment_crossing.RULE,
    open_sign_in.RULE,
    segment_bypass.RULE,
    outside_jurisdiction.RULE,
    open_egress.RULE,
    public_ai_service.RULE,
    unguarded_endpoint.RULE,
    secret_in_image.RULE,
    broad_notebook_role.RULE,
    shared_vault.RULE,
    thin_wall.RULE,
    unsealed_store.RULE,
    unsealed_disk.RULE,
    unsealed_in_use.RULE,
    unwitnessed_weights.RULE,
    silent_download.RULE,
    unscanned_registry.RULE,
    unblocked_image.RULE,
    untagged_patient_data.RULE,
    standing_privilege.RULE,
    stale_access.RULE,
)

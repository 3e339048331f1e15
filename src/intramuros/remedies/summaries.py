# SPDX-License-Identifier: Apache-2.0
"""What mends a finding of each rule, in a sentence, and the engineering hours it costs.

Hours are an uncalibrated estimate (base effort of one first mend, without migration); no published
per-fix table for cloud misconfiguration exists. They are for ranking, not for offers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from intramuros.finding import Remedy

REMEDIES: Final[Mapping[str, Remedy]] = {
    "public-store": Remedy(
        summary="Close the store: a public access block in force (AWS), public containers not permitted and a closed firewall (Azure); end shares with all.",
        hours=6.5,
    ),
    "foreign-access": Remedy(
        summary="Remove the grant or confine it to the organisation; take the foreign principal out of the key policy.", hours=16
    ),
    "environment-crossing": Remedy(summary="Cut the shortest link: the grant, the trust of the role, or the right to assume it.", hours=20),
    "open-sign-in": Remedy(summary="Enable the policy, empty the exclusion, ask for MFA and a compliant device for guests too.", hours=16),
    "segment-bypass": Remedy(summary="Remove the route or peering, or deny the lower range before any allow.", hours=24),
    "outside-jurisdiction": Remedy(
        summary="Move the store or copy into an approved region, end the replication or the global processing, then erase what was copied.",
        hours=24,
    ),
    "open-egress": Remedy(
        summary="Deny egress by default and allow private endpoints, regional service tags and named destinations only.", hours=20
    ),
    "public-ai-service": Remedy(summary="Turn public network access off and use an approved private endpoint with private DNS.", hours=16),
    "unguarded-endpoint": Remedy(summary="Attach a firewall in blocking mode with managed rules on the body, and an authoriser.", hours=24),
    "secret-in-image": Remedy(
        summary="Revoke the credential, take it from a secret store at run time, rebuild the image from its first stage.", hours=8
    ),
    "broad-notebook-role": Remedy(
        summary="Scope the role to the named buckets and keys of its purpose, bound it, and take the notebook off the internet.", hours=18
    ),
    "shared-vault": Remedy(summary="Give each environment its own vault, scope roles to it, and switch to RBAC.", hours=23),
    "thin-wall": Remedy(summary="Add one guard that fails independently of those that stand.", hours=8),
    "unsealed-store": Remedy(summary="Encrypt with a customer-managed key and refuse plain connections.", hours=6.5),
    "unsealed-disk": Remedy(summary="Attach a disk encryption set or KMS key; re-create what cannot be changed in place.", hours=11.5),
    "unsealed-in-use": Remedy(
        summary="Move inference to a confidential VM, pool or enclave and bind its keys to the measurement.", hours=80
    ),
    "unwitnessed-weights": Remedy(
        summary="Record reads as data events or blob diagnostics, into a locked store that readers cannot write, long enough.", hours=13
    ),
    "silent-download": Remedy(
        summary="Alert on unusual reads from the log that records them, or turn threat detection on; call somebody.", hours=13
    ),
    "unscanned-registry": Remedy(summary="Scan on push or continuously for the repository.", hours=4),
    "unblocked-image": Remedy(
        summary="Put a gate between scan and deploy: quarantine, admission policy, pipeline stage or signature check.", hours=16
    ),
    "untagged-patient-data": Remedy(summary="Tag the store with its data classification.", hours=0.5),
    "standing-privilege": Remedy(summary="Make the assignment eligible, with approval and an end, instead of permanent.", hours=8),
    "stale-access": Remedy(summary="Schedule access reviews within the charter's period and keep their results.", hours=4),
}
"""Rule id → its remedy."""

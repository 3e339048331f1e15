# SPDX-License-Identifier: Apache-2.0
"""What reading, writing, deleting and managing mean for each AWS service, in actions.

Actions and the resources they are asked on: https://docs.aws.amazon.com/service-authorization/latest/reference/
A power is a tuple of alternatives; an alternative is a tuple of actions that are all needed.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, structs

from intramuros.estate.access import Key, Vault
from intramuros.estate.resource import Resource
from intramuros.estate.stores import DataStore
from intramuros.reasoning.access.aws.world import arn_of
from intramuros.reasoning.access.reach import Power

Alternatives = tuple[tuple[str, ...], ...]


class Service(Struct, frozen=True, kw_only=True):
    """How one service is asked for its data."""

    prefix: str
    noun: str
    """What a resource of it is called in its policy's name ("bucket policy")."""
    powers: Mapping[Power, Alternatives]
    part: str = ""
    """What follows the ARN in requests for content (`/` and a key for objects); '' = the ARN itself."""
    whole: frozenset[str] = frozenset()
    """Actions that are asked on the ARN itself although others are asked on a part."""
    anonymous: bool = False
    """The service answers unsigned requests where a policy lets everyone in."""
    key_actions: Alternatives = (("kms:Decrypt",),)
    """What a reader needs of a customer key."""
    public_share: bool = False
    at_home: frozenset[str] = frozenset()
    """Actions that nobody of another account may take, whatever a policy grants him."""

    def ways_to(self, power: Power, *, elsewhere: bool) -> Alternatives:
        """The alternatives of a power, for somebody of the same account or of another one."""
        found = self.powers.get(power, ())
        return tuple(a for a in found if not self.at_home.intersection(a)) if elsewhere and self.at_home else found


def _any(*actions: str) -> Alternatives:
    return tuple((a,) for a in actions)


S3 = Service(
    prefix="s3",
    noun="bucket",
    part="/",
    anonymous=True,
    powers={
        "read": _any("s3:GetObject", "s3:GetObjectVersion"),
        "write": _any("s3:PutObject"),
        "delete": _any("s3:DeleteObject", "s3:DeleteObjectVersion", "s3:DeleteBucket", "s3:PutLifecycleConfiguration"),
        "manage": _any("s3:PutBucketPolicy"),
    },
    whole=frozenset({"s3:DeleteBucket", "s3:PutLifecycleConfiguration", "s3:PutBucketPolicy"}),
    # whoever does not belong to the account of the bucket is answered 405 Method Not Allowed
    # (https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html)
    at_home=frozenset({"s3:PutBucketPolicy"}),
)
KMS = Service(
    prefix="kms",
    noun="key",
    powers={
        "read": _any("kms:Decrypt", "kms:ReEncryptFrom"),
        "delete": _any("kms:ScheduleKeyDeletion"),
        "manage": _any("kms:PutKeyPolicy", "kms:CreateGrant"),
    },
    # "Cross-account use: No" (https://docs.aws.amazon.com/kms/latest/developerguide/kms-api-permissions-reference.html)
    at_home=frozenset({"kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"}),
)
ACCESS_POINT = structs.replace(
    S3,
    noun="access point",
    part="/object/",
    powers={**S3.powers, "manage": _any("s3:PutAccessPointPolicy")},
    whole=S3.whole | {"s3:PutAccessPointPolicy"},
)
"""Objects behind an access point are asked for under its own ARN
(https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-usage-examples.html)."""
_SNAPSHOT_KEY = _any("kms:CreateGrant", "kms:Decrypt")
_SERVICES: dict[str, Service] = {
    "s3": S3,
    "kms": KMS,
    "dynamodb": Service(
        prefix="dynamodb",
        noun="table",
        powers={
            "read": _any(
                "dynamodb:GetItem",
                "dynamodb:Query",
                "dynamodb:Scan",
                "dynamodb:BatchGetItem",
                "dynamodb:PartiQLSelect",
                "dynamodb:ExportTableToPointInTime",
            ),
            "write": _any("dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:BatchWriteItem"),
            "delete": _any("dynamodb:DeleteItem", "dynamodb:DeleteTable"),
            "manage": _any("dynamodb:PutResourcePolicy"),
        },
    ),
    "dynamodb-stream": Service(
        prefix="dynamodb",
        noun="stream",
        powers={
            "read": (("dynamodb:GetRecords", "dynamodb:GetShardIterator"),),
            "manage": _any("dynamodb:PutResourcePolicy"),
        },
    ),
    "ecr": Service(
        prefix="ecr",
        noun="repository",
        powers={
            "read": (("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"),),
            "write": _any("ecr:PutImage"),
            "delete": _any("ecr:BatchDeleteImage", "ecr:DeleteRepository"),
            "manage": _any("ecr:SetRepositoryPolicy"),
        },
        key_actions=(),  # ECR decrypts for whoever may pull: the key is granted to the service
    ),
    "sqs": Service(
        prefix="sqs",
        noun="queue",
        anonymous=True,
        powers={
            "read": _any("sqs:ReceiveMessage"),
            "write": _any("sqs:SendMessage"),
            "delete": _any("sqs:DeleteMessage", "sqs:PurgeQueue", "sqs:DeleteQueue"),
            "manage": _any("sqs:SetQueueAttributes", "sqs:AddPermission"),
        },
        # https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-limitations-of-custom-policies.html
        at_home=frozenset({"sqs:SetQueueAttributes", "sqs:AddPermission", "sqs:DeleteQueue"}),
    ),
    "sns": Service(
        prefix="sns",
        noun="topic",
        powers={
            "read": _any("sns:Subscribe"),
            "write": _any("sns:Publish"),
            "delete": _any("sns:DeleteTopic"),
            "manage": _any("sns:SetTopicAttributes", "sns:AddPermission"),
        },
        key_actions=(),
    ),
    "kinesis": Service(
        prefix="kinesis",
        noun="stream",
        powers={
            "read": (("kinesis:GetRecords", "kinesis:GetShardIterator"), ("kinesis:SubscribeToShard",)),
            "write": _any("kinesis:PutRecord", "kinesis:PutRecords"),
            "delete": _any("kinesis:DeleteStream"),
            "manage": _any("kinesis:PutResourcePolicy"),
        },
    ),
    "es": Service(
        prefix="es",
        noun="domain",
        part="/",
        anonymous=True,
        powers={
            "read": _any("es:ESHttpGet", "es:ESHttpPost"),
            "write": _any("es:ESHttpPut", "es:ESHttpPost"),
            "delete": _any("es:ESHttpDelete", "es:DeleteDomain"),
            "manage": _any("es:UpdateDomainConfig"),
        },
        whole=frozenset({"es:DeleteDomain", "es:UpdateDomainConfig"}),
        key_actions=(),
    ),
    "logs": Service(
        prefix="logs",
        noun="log group",
        part=":",
        powers={
            "read": _any("logs:GetLogEvents", "logs:FilterLogEvents", "logs:StartQuery"),
            "write": _any("logs:PutLogEvents"),
            "delete": _any("logs:DeleteLogGroup", "logs:DeleteLogStream"),
            "manage": _any("logs:PutSubscriptionFilter"),
        },
        key_actions=(),
    ),
    "backup": Service(
        prefix="backup",
        noun="vault",
        powers={
            "read": _any("backup:StartRestoreJob", "backup:CopyFromBackupVault"),
            "delete": _any("backup:DeleteRecoveryPoint"),
            "manage": _any("backup:PutBackupVaultAccessPolicy"),
        },
        key_actions=_SNAPSHOT_KEY,
    ),
    "glacier": Service(
        prefix="glacier",
        noun="vault",
        powers={
            "read": (("glacier:InitiateJob", "glacier:GetJobOutput"),),
            "write": _any("glacier:UploadArchive"),
            "delete": _any("glacier:DeleteArchive", "glacier:DeleteVault"),
            "manage": _any("glacier:SetVaultAccessPolicy"),
        },
        key_actions=(),
    ),
    "healthlake": Service(
        prefix="healthlake",
        noun="data store",
        powers={
            "read": _any("healthlake:ReadResource", "healthlake:SearchWithGet", "healthlake:StartFHIRExportJob"),
            "write": _any("healthlake:CreateResource", "healthlake:UpdateResource"),
            "delete": _any("healthlake:DeleteResource", "healthlake:DeleteFHIRDatastore"),
        },
    ),
    "elasticfilesystem": Service(
        prefix="elasticfilesystem",
        noun="file system",
        powers={
            "read": _any("elasticfilesystem:ClientMount"),
            "write": _any("elasticfilesystem:ClientWrite"),
            "delete": _any("elasticfilesystem:DeleteFileSystem"),
            "manage": _any("elasticfilesystem:PutFileSystemPolicy"),
        },
        key_actions=(),
    ),
    "redshift": Service(
        prefix="redshift",
        noun="cluster",
        powers={
            "read": _any("redshift:GetClusterCredentials", "redshift:RestoreFromClusterSnapshot"),
            "delete": _any("redshift:DeleteCluster"),
            "manage": _any("redshift:ModifyCluster"),
        },
        key_actions=(),
    ),
    "secretsmanager": Service(
        prefix="secretsmanager",
        noun="secret",
        powers={
            "read": _any("secretsmanager:GetSecretValue", "secretsmanager:BatchGetSecretValue"),
            "write": _any("secretsmanager:PutSecretValue", "secretsmanager:UpdateSecret"),
            "delete": _any("secretsmanager:DeleteSecret"),
            "manage": _any("secretsmanager:PutResourcePolicy"),
        },
    ),
    "ssm": Service(
        prefix="ssm",
        noun="parameter",
        powers={
            "read": _any("ssm:GetParameter", "ssm:GetParameters", "ssm:GetParameterHistory", "ssm:GetParametersByPath"),
            "write": _any("ssm:PutParameter"),
            "delete": _any("ssm:DeleteParameter", "ssm:DeleteParameters"),
        },
    ),
    "rds-snapshot": Service(
        prefix="rds",
        noun="snapshot",
        key_actions=_SNAPSHOT_KEY,
        public_share=True,
        powers={
            "read": _any(
                "rds:RestoreDBInstanceFromDBSnapshot",
                "rds:RestoreDBClusterFromSnapshot",
                "rds:CopyDBSnapshot",
                "rds:CopyDBClusterSnapshot",
                "rds:ModifyDBSnapshotAttribute",
                "rds:ModifyDBClusterSnapshotAttribute",
                "rds:StartExportTask",
            ),
            "delete": _any("rds:DeleteDBSnapshot", "rds:DeleteDBClusterSnapshot"),
            "manage": _any("rds:ModifyDBSnapshotAttribute", "rds:ModifyDBClusterSnapshotAttribute"),
        },
    ),
    "rds": Service(
        prefix="rds",
        noun="database",
        key_actions=_SNAPSHOT_KEY,
        powers={
            "read": (
                ("rds:CreateDBSnapshot", "rds:RestoreDBInstanceFromDBSnapshot"),
                ("rds:RestoreDBInstanceToPointInTime",),
                ("rds:CreateDBClusterSnapshot", "rds:RestoreDBClusterFromSnapshot"),
                ("rds:RestoreDBClusterToPointInTime",),
                ("rds:CreateDBSnapshot", "rds:ModifyDBSnapshotAttribute"),
                ("rds-data:ExecuteStatement",),
            ),
            "delete": _any("rds:DeleteDBInstance", "rds:DeleteDBCluster"),
            "manage": _any("rds:ModifyDBInstance", "rds:ModifyDBCluster"),
        },
    ),
    "ebs-snapshot": Service(
        prefix="ec2",
        noun="snapshot",
        key_actions=_SNAPSHOT_KEY,
        public_share=True,
        powers={
            "read": _any("ec2:CreateVolume", "ec2:CopySnapshot", "ec2:ModifySnapshotAttribute", "ebs:GetSnapshotBlock"),
            "delete": _any("ec2:DeleteSnapshot"),
            "manage": _any("ec2:ModifySnapshotAttribute"),
        },
    ),
    "ebs": Service(
        prefix="ec2",
        noun="volume",
        key_actions=_SNAPSHOT_KEY,
        powers={
            "read": (
                ("ec2:CreateSnapshot", "ec2:CreateVolume"),
                ("ec2:CreateSnapshot", "ec2:ModifySnapshotAttribute"),
                ("ec2:AttachVolume",),
            ),
            "delete": _any("ec2:DeleteVolume"),
        },
    ),
    "ami": Service(
        prefix="ec2",
        noun="image",
        key_actions=_SNAPSHOT_KEY,
        public_share=True,
        powers={
            "read": _any("ec2:RunInstances", "ec2:CopyImage", "ec2:ModifyImageAttribute"),
            "delete": _any("ec2:DeregisterImage"),
            "manage": _any("ec2:ModifyImageAttribute"),
        },
    ),
}
_BY_KIND: dict[str, str] = {
    "object-store": "s3",
    "registry": "ecr",
    "queue": "sqs",
    "stream": "kinesis",
    "search-index": "es",
    "log-store": "logs",
    "health-data": "healthlake",
    "file-share": "elasticfilesystem",
    "backup": "backup",
    "disk": "ebs",
    "machine-image": "ami",
    "secret": "secretsmanager",
    "parameter": "ssm",
    "snapshot": "ebs-snapshot",
    "database": "rds",
}
_BY_TYPE = (
    ("glacier", "glacier"),
    ("dynamodb", "dynamodb"),
    ("snapshot", "ebs-snapshot"),
    ("redshift", "redshift"),
    ("sns", "sns"),
    ("sqs", "sqs"),
    ("kinesis", "kinesis"),
)


def service_of(thing: DataStore | Vault | Key) -> Service | None:
    """The service that keeps a thing; None for one whose data no IAM action reaches (a cache)."""
    if isinstance(thing, Key):
        return KMS
    if thing.type == "aws_s3_access_point":
        return ACCESS_POINT
    if "db_" in thing.type and "snapshot" in thing.type:
        return _SERVICES["rds-snapshot"]
    if thing.kind == "stream" and "dynamodb" in thing.type:
        return _SERVICES["dynamodb-stream"]
    by_type = next((s for word, s in _BY_TYPE if word in thing.type), None)
    named = by_type or _BY_KIND.get(thing.kind, "")
    return _SERVICES.get(named)


def asked_on(service: Service, action: str, resource: Resource, part: str) -> tuple[str, ...]:
    """The names under which an action asks for a resource, or for a part of it."""
    names = tuple(i for i in resource.ids if i.startswith("arn:")) or (arn_of(resource),)
    if not service.part or action in service.whole:
        return names
    return tuple(n.removesuffix(":*").removesuffix("/*") + service.part + part for n in names)

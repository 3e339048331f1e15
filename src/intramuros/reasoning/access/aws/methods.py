# SPDX-License-Identifier: Apache-2.0
"""The known ways by which power over IAM or over a workload becomes somebody else's power, as tables in plain sight.

They follow what is publicly known: Rhino Security Labs, "AWS IAM Privilege Escalation"; DataDog's pathfinding.cloud, whose
identifiers (`ec2-002`) stand beside the ways that it numbers. Actions and what they are asked on:
https://docs.aws.amazon.com/service-authorization/latest/reference/
"""

from __future__ import annotations

from msgspec import Struct


class Run(Struct, frozen=True):
    """What, beside iam:PassRole, runs something of one's own in a service as the role that is passed."""

    actions: tuple[str, ...]
    """All are needed."""
    known_as: str = ""
    standing: str = ""
    """Type or kind of what must exist already; '' = everything is made on the way."""


class Takeover(Struct, frozen=True):
    """What runs one's own code in a workload that exists, as the identity that it runs as."""

    workload: str
    """Its kind or its Terraform type."""
    actions: tuple[str, ...]
    """Asked on the workload; all are needed."""
    known_as: str = ""
    beside: tuple[str, ...] = ()
    """Asked on anything: what is made on the way."""


PROFILING: tuple[str, ...] = ("iam:CreateInstanceProfile", "iam:AddRoleToInstanceProfile")
"""What puts a role into an instance profile, within which alone a machine takes it."""
RUNS: dict[str, tuple[Run, ...]] = {
    "ec2.amazonaws.com": (
        Run(("ec2:RunInstances",), "ec2-001"),
        Run(("ec2:RequestSpotInstances",), "ec2-004"),
        Run(("autoscaling:CreateLaunchConfiguration", "autoscaling:CreateAutoScalingGroup")),
        Run(("autoscaling:CreateLaunchConfiguration", "autoscaling:UpdateAutoScalingGroup"), standing="aws_autoscaling_group"),
        Run(("ec2:AssociateIamInstanceProfile", "ssm:SendCommand"), standing="vm"),
        Run(("ec2:AssociateIamInstanceProfile", "ssm:StartSession"), standing="vm"),
        Run(("ec2:ReplaceIamInstanceProfileAssociation", "ssm:SendCommand"), standing="vm"),
        Run(("ec2:ReplaceIamInstanceProfileAssociation", "ssm:StartSession"), standing="vm"),
    ),
    "lambda.amazonaws.com": (
        Run(("lambda:CreateFunction", "lambda:InvokeFunction"), "lambda-001"),
        Run(("lambda:CreateFunction", "lambda:CreateEventSourceMapping"), "lambda-002"),
        Run(("lambda:CreateFunction", "lambda:AddPermission"), "lambda-006"),
        Run(("lambda:UpdateFunctionConfiguration", "lambda:UpdateFunctionCode", "lambda:InvokeFunction"), standing="function"),
    ),
    "sagemaker.amazonaws.com": (
        Run(("sagemaker:CreateNotebookInstance", "sagemaker:CreatePresignedNotebookInstanceUrl"), "sagemaker-001"),
        Run(
            ("sagemaker:CreateNotebookInstance", "sagemaker:CreateNotebookInstanceLifecycleConfig"),
        ),
        Run(("sagemaker:CreateTrainingJob",), "sagemaker-002"),
        Run(("sagemaker:CreateProcessingJob",), "sagemaker-003"),
        Run(("sagemaker:CreateHyperParameterTuningJob",)),
        Run(("sagemaker:CreateModel", "sagemaker:CreateEndpointConfig", "sagemaker:CreateEndpoint")),
        Run(("sagemaker:CreateModel", "sagemaker:CreateTransformJob")),
        Run(("sagemaker:CreateDomain", "sagemaker:CreateUserProfile", "sagemaker:CreateApp", "sagemaker:CreatePresignedDomainUrl")),
        Run(("sagemaker:CreateUserProfile", "sagemaker:CreateApp", "sagemaker:CreatePresignedDomainUrl"), standing="ml-domain"),
    ),
    "ecs-tasks.amazonaws.com": (
        Run(("ecs:RegisterTaskDefinition", "ecs:RunTask"), "ecs-004"),
        Run(("ecs:RegisterTaskDefinition", "ecs:CreateService"), "ecs-003"),
        Run(("ecs:RegisterTaskDefinition", "ecs:UpdateService"), standing="container-service"),
        Run(("ecs:RegisterTaskDefinition", "ecs:StartTask"), "ecs-005"),
        Run(("ecs:RunTask",), "ecs-008", "task-definition"),
        Run(("ecs:StartTask",), "ecs-009", "task-definition"),
        Run(("batch:RegisterJobDefinition", "batch:SubmitJob")),
    ),
    "cloudformation.amazonaws.com": (
        Run(("cloudformation:CreateStack",), "cloudformation-001"),
        Run(("cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet")),
        Run(("cloudformation:UpdateStack",), standing="aws_cloudformation_stack"),
        Run(("cloudformation:CreateStackSet", "cloudformation:CreateStackInstances"), "cloudformation-003"),
        Run(("cloudformation:UpdateStackSet",), "cloudformation-004", "aws_cloudformation_stack_set"),
    ),
    "glue.amazonaws.com": (
        Run(("glue:CreateDevEndpoint",), "glue-001"),
        Run(("glue:CreateJob", "glue:StartJobRun"), "glue-003"),
        Run(("glue:CreateJob", "glue:CreateTrigger"), "glue-004"),
        Run(("glue:UpdateJob", "glue:StartJobRun"), "glue-005", "aws_glue_job"),
        Run(("glue:UpdateJob", "glue:CreateTrigger"), "glue-006", "aws_glue_job"),
        Run(("glue:CreateSession", "glue:RunStatement"), "glue-007"),
    ),
    "codebuild.amazonaws.com": (
        Run(("codebuild:CreateProject", "codebuild:StartBuild"), "codebuild-001"),
        Run(("codebuild:CreateProject", "codebuild:StartBuildBatch"), "codebuild-004"),
        Run(("codebuild:UpdateProject", "codebuild:StartBuild"), standing="build"),
        Run(("codebuild:UpdateProject", "codebuild:StartBuildBatch"), standing="build"),
    ),
    "codepipeline.amazonaws.com": (
        Run(("codepipeline:CreatePipeline",)),
        Run(("codepipeline:UpdatePipeline", "codepipeline:StartPipelineExecution"), standing="aws_codepipeline"),
    ),
    "states.amazonaws.com": (
        Run(("states:CreateStateMachine", "states:StartExecution")),
        Run(("states:UpdateStateMachine", "states:StartExecution"), standing="aws_sfn_state_machine"),
    ),
    "scheduler.amazonaws.com": (Run(("scheduler:CreateSchedule",)),),
    "ssm.amazonaws.com": (Run(("ssm:StartAutomationExecution",)),),
    "datapipeline.amazonaws.com": (
        Run(("datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition", "datapipeline:ActivatePipeline")),
    ),
    "bedrock.amazonaws.com": (Run(("bedrock:CreateModelCustomizationJob",)),),
    "bedrock-agentcore.amazonaws.com": (
        Run(
            (
                "bedrock-agentcore:CreateCodeInterpreter",
                "bedrock-agentcore:StartCodeInterpreterSession",
                "bedrock-agentcore:InvokeCodeInterpreter",
            ),
            "bedrock-001",
        ),
        Run(("bedrock-agentcore:CreateAgentRuntime", "bedrock-agentcore:InvokeAgentRuntime")),
    ),
    "tasks.apprunner.amazonaws.com": (Run(("apprunner:CreateService",), "apprunner-001"),),
    "emr-serverless.amazonaws.com": (Run(("emr-serverless:CreateApplication", "emr-serverless:StartJobRun")),),
    "rolesanywhere.amazonaws.com": (Run(("rolesanywhere:CreateTrustAnchor", "rolesanywhere:CreateProfile")),),
    "pods.eks.amazonaws.com": (Run(("eks:CreatePodIdentityAssociation",)),),
}
"""Service that a role trusts → what runs something of one's own as the role.

A function URL is no way of its own: since October 2025 calling one asks for lambda:InvokeFunction too
(https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html). A pipeline's Commands action runs shell commands with the
pipeline's role (https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-Commands.html). An endpoint needs a
configuration (https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpoint.html)."""

TAKEOVERS: tuple[Takeover, ...] = (
    Takeover("function", ("lambda:UpdateFunctionCode",), "lambda-003"),
    Takeover("function", ("lambda:UpdateFunctionConfiguration",)),
    Takeover("vm", ("ssm:SendCommand",), "ssm-002"),
    Takeover("vm", ("ssm:StartSession",), "ssm-001"),
    Takeover("vm", ("ssm:CreateAssociation",)),
    Takeover("vm", ("ec2-instance-connect:SendSSHPublicKey",), "ec2-003"),
    Takeover("vm", ("ec2:ModifyInstanceAttribute", "ec2:StopInstances", "ec2:StartInstances"), "ec2-002"),
    Takeover("notebook", ("sagemaker:CreatePresignedNotebookInstanceUrl",), "sagemaker-004"),
    Takeover(
        "notebook",
        ("sagemaker:UpdateNotebookInstance", "sagemaker:StopNotebookInstance", "sagemaker:StartNotebookInstance"),
        "sagemaker-005",
        ("sagemaker:CreateNotebookInstanceLifecycleConfig",),
    ),
    Takeover("ml-domain", ("sagemaker:CreatePresignedDomainUrl",)),
    Takeover("container-service", ("ecs:ExecuteCommand",), "ecs-006"),
    Takeover("build", ("codebuild:UpdateProject",)),
    Takeover("build", ("codebuild:StartBuild",), "codebuild-002"),
    Takeover("build", ("codebuild:StartBuildBatch",), "codebuild-003"),
    Takeover("aws_sfn_state_machine", ("states:UpdateStateMachine", "states:StartExecution")),
    Takeover("aws_apprunner_service", ("apprunner:UpdateService",), "apprunner-002"),
    Takeover("aws_glue_dev_endpoint", ("glue:UpdateDevEndpoint",), "glue-002"),
    Takeover("aws_cloudformation_stack", ("cloudformation:UpdateStack",), "cloudformation-002"),
    Takeover("aws_cloudformation_stack", ("cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"), "cloudformation-005"),
    Takeover("aws_cloudformation_stack_set", ("cloudformation:UpdateStackSet",)),
    Takeover(
        "aws_bedrockagentcore_code_interpreter",
        ("bedrock-agentcore:StartCodeInterpreterSession", "bedrock-agentcore:InvokeCodeInterpreter"),
        "bedrock-002",
    ),
)
"""StartBuild takes a buildspec of one's own, a function's configuration names the layers that it loads, user data runs at the
next start (docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html)."""

TEMPLATES: dict[str, tuple[str, ...]] = {
    "$Default": ("ec2:CreateLaunchTemplateVersion", "ec2:ModifyLaunchTemplate"),
    "$Latest": ("ec2:CreateLaunchTemplateVersion",),
}
"""Version of a launch template that a scaling group follows → what makes it launch one's own version, with whichever instance
profile of the account that names: iam:PassRole is asked of the service that launches it (`ec2-005`)."""

CREDENTIALS: dict[str, tuple[tuple[str, str], ...]] = {
    "user": (("iam:CreateAccessKey", "iam-002"), ("iam:CreateLoginProfile", "iam-004"), ("iam:UpdateLoginProfile", "iam-006")),
    "role": (("iam:UpdateAssumeRolePolicy", "iam-012"),),
}
"""Kind of an identity → actions on it that let one become it."""
JOINING = ("iam:AddUserToGroup", "iam-013")
FORGING = "iam:UpdateSAMLProvider"
"""Who writes a provider's metadata signs whomever he likes into the roles that trust it
(https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateSAMLProvider.html)."""
EDITS: dict[str, tuple[tuple[str, str], ...]] = {
    "role": (("iam:PutRolePolicy", "iam-005"), ("iam:AttachRolePolicy", "iam-009")),
    "user": (("iam:PutUserPolicy", "iam-007"), ("iam:AttachUserPolicy", "iam-008")),
    "group": (("iam:PutGroupPolicy", "iam-011"), ("iam:AttachGroupPolicy", "iam-010")),
}
"""Kind of an identity → actions on it that give it any permission."""
VERSIONS: tuple[tuple[str, str], ...] = (("iam:CreatePolicyVersion", "iam-001"), ("iam:SetDefaultPolicyVersion", ""))
"""The same on a customer managed policy that it bears."""
UNBINDING: dict[str, tuple[str, ...]] = {
    "role": ("iam:DeleteRolePermissionsBoundary", "iam:PutRolePermissionsBoundary"),
    "user": ("iam:DeleteUserPermissionsBoundary", "iam:PutUserPermissionsBoundary"),
}
"""Kind of an identity → actions on it that lift its boundary; `VERSIONS` on the boundary's own policy do as well."""
LIFTING: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "role": (("iam:DeleteRolePolicy", "iam:PutRolePolicy"), ("iam:DetachRolePolicy",)),
    "user": (("iam:DeleteUserPolicy", "iam:PutUserPolicy"), ("iam:DetachUserPolicy",)),
    "group": (
        ("iam:DeleteGroupPolicy", "iam:PutGroupPolicy", "iam:RemoveUserFromGroup"),
        ("iam:DetachGroupPolicy", "iam:RemoveUserFromGroup"),
    ),
}
"""Kind of a holder → what takes away a policy of its own that denies: an inline one, an attached one; `VERSIONS` on the policy too.

Putting an inline policy "adds or updates": under the name of the one that denies it takes its place
(https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html)."""

ENTRY_ACTIONS: tuple[str, ...] = (
    "sts:AssumeRole",
    "iam:PassRole",
    FORGING,
    JOINING[0],
    *(action for ways in CREDENTIALS.values() for action, _ in ways),
    *(way.actions[0] for way in TAKEOVERS),
    *(actions[0] for actions in TEMPLATES.values()),
)
"""What an identity needs one of to become another that does not name it."""

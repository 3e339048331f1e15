# SPDX-License-Identifier: Apache-2.0
"""Functions, pipelines, machine learning and AI services."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from intramuros.estate.values import Unknown
from intramuros.sources.cloudformation.item import As, Item, Part
from intramuros.sources.cloudformation.tables.shapes import field, json_text, of, under

_INNER_KEYS: Final = (
    "DataCaptureConfig.KmsKeyId",
    "AsyncInferenceConfig.OutputConfig.KmsKeyId",
    "ProductionVariants.CoreDumpConfig.KmsKeyId",
)


def _function(item: Item) -> dict[str, Any]:
    code = item.get("Code")
    return {
        "image_uri": field(code, "ImageUri"),
        "s3_bucket": field(code, "S3Bucket"),
        "s3_key": field(code, "S3Key"),
        "file_system_config": of(item, "FileSystemConfigs"),
    }


def _machine(item: Item) -> dict[str, Any]:
    said = item.get("DefinitionString", item.get("Definition"))
    return {"definition": _substituted(json_text(said), item.get("DefinitionSubstitutions"))}


def _substituted(definition: Any, values: Any) -> Any:
    if isinstance(definition, str) and isinstance(values, Mapping):
        for name, value in values.items():
            definition = definition.replace("${" + str(name) + "}", value if isinstance(value, str) else str(value))
    return definition


_SOURCE: Final = As(names={"BuildSpec": "buildspec", "SourceIdentifier": "source_identifier"})


def _build(item: Item) -> dict[str, Any]:
    made = of(item, "Source", As(names=_SOURCE.names, keep=frozenset({"BuildSpec"})))
    if isinstance(made, list) and isinstance(made[0], dict):
        made[0]["buildspec"] = json_text(made[0].get("buildspec"))
    return {"source": made, "environment": of(item, "Environment", As(names={"EnvironmentVariables": "environment_variable"}))}


def _pipeline(item: Item) -> dict[str, Any]:
    stages = item.get("Stages")
    if not isinstance(stages, list):
        return {"stage": stages}
    return {"stage": [{"name": field(s, "Name"), "action": _actions(field(s, "Actions"))} for s in stages]}


def _actions(said: Any) -> Any:
    if not isinstance(said, list):
        return said
    return [
        {
            "name": field(a, "Name"),
            "category": field(field(a, "ActionTypeId"), "Category"),
            "owner": field(field(a, "ActionTypeId"), "Owner"),
            "provider": field(field(a, "ActionTypeId"), "Provider"),
            "configuration": field(a, "Configuration"),
            "input_artifacts": [field(i, "Name") for i in field(a, "InputArtifacts") or []] if isinstance(a, Mapping) else None,
        }
        for a in said
    ]


def _job(item: Item) -> dict[str, Any]:
    joined = item.get("Connections.Connections")
    return {"role_arn": item.get("Role"), "connections": joined}


def _connection(item: Item) -> dict[str, Any]:
    return under(item, "ConnectionInput", As(keep=frozenset({"ConnectionProperties"})))


def _stored_calls(item: Item) -> dict[str, Any]:
    kinds = {"S3Config": "s3_config", "KinesisFirehoseConfig": "kinesis_firehose_config", "KinesisStreamConfig": "kinesis_stream_config"}
    made: dict[str, Any] = {"storage_type": item.get("StorageType")}
    for said, named in {**kinds, "KinesisVideoStreamConfig": "kinesis_video_stream_config"}.items():
        if item.get(said) is not None:
            made[named] = of(item, said)
    return {"storage_config": [made]}


def _package_policy(item: Item) -> Iterator[Part]:
    if item.get("ModelPackageGroupPolicy") is not None:
        attrs = {"model_package_group_name": item.get("ModelPackageGroupName"), "resource_policy": item.get("ModelPackageGroupPolicy")}
        at = "ModelPackageGroupPolicy"
        yield Part(type="aws_sagemaker_model_package_group_policy", attrs=attrs, suffix=f".{at}", at=at)


def _assigned(item: Item) -> Iterator[Part]:
    whose = {"permission_set_arn": item.me("arn"), "instance_arn": item.get("InstanceArn")}
    if item.get("InlinePolicy") is not None:
        attrs = {**whose, "inline_policy": item.get("InlinePolicy")}
        yield Part(type="aws_ssoadmin_permission_set_inline_policy", attrs=attrs, suffix=".InlinePolicy", at="InlinePolicy")
    for number, one in enumerate(item.items("CustomerManagedPolicyReferences")):
        attrs = {**whose, "customer_managed_policy_reference": [{"name": field(one, "Name"), "path": field(one, "Path")}]}
        at = "CustomerManagedPolicyReferences"
        yield Part(type="aws_ssoadmin_customer_managed_policy_attachment", attrs=attrs, suffix=f".{at}[{number}]", at=at)
    for number, arn in enumerate(item.items("ManagedPolicies")):
        attrs = {**whose, "managed_policy_arn": arn}
        suffix = f".ManagedPolicies[{number}]"
        yield Part(type="aws_ssoadmin_managed_policy_attachment", attrs=attrs, suffix=suffix, at="ManagedPolicies")


def _pipeline_text(item: Item) -> dict[str, Any]:
    body = item.get("PipelineDefinition.PipelineDefinitionBody")
    return {"pipeline_definition": body, "pipeline_definition_s3_location": of(item, "PipelineDefinition.PipelineDefinitionS3Location")}


def _endpoint_names(item: Item) -> dict[str, Any]:
    """Variants name their model; an endpoint without one is made by a custom program."""
    missing = Unknown(f"which configuration `{item.address}` has")
    return {"endpoint_config_name": item.get("EndpointConfigName", missing)}


TABLE: Final[Mapping[str, As]] = {
    "AWS::Lambda::Function": As(type="aws_lambda_function", names={"Code": "", "FileSystemConfigs": ""}, more=_function),
    "AWS::Lambda::Alias": As(type="aws_lambda_alias"),
    "AWS::Lambda::Permission": As(type="aws_lambda_permission"),
    "AWS::Lambda::EventInvokeConfig": As(type="aws_lambda_function_event_invoke_config"),
    "AWS::Lambda::EventSourceMapping": As(type="aws_lambda_event_source_mapping"),
    "AWS::Lambda::LayerVersion": As(type="aws_lambda_layer_version"),
    "AWS::StepFunctions::StateMachine": As(
        type="aws_sfn_state_machine",
        names={
            "StateMachineName": "name",
            "StateMachineType": "type",
            "DefinitionString": "",
            "DefinitionSubstitutions": "",
            "Definition": "",
        },
        keep=frozenset({"Definition"}),
        more=_machine,
    ),
    "AWS::CodeBuild::Project": As(
        type="aws_codebuild_project", names={"SecondarySources": "secondary_sources", **_SOURCE.names}, more=_build
    ),
    "AWS::CodePipeline::Pipeline": As(type="aws_codepipeline", names={"Stages": ""}, more=_pipeline),
    "AWS::CodePipeline::Webhook": As(type="aws_codepipeline_webhook"),
    "AWS::CodeDeploy::Application": As(type="aws_codedeploy_app"),
    "AWS::CodeDeploy::DeploymentGroup": As(type="aws_codedeploy_deployment_group"),
    "AWS::Glue::Job": As(
        type="aws_glue_job",
        names={"Role": "", "Connections": ""},
        keep=frozenset({"DefaultArguments", "NonOverridableArguments", "Tags"}),
        more=_job,
    ),
    "AWS::Glue::Connection": As(type="aws_glue_connection", names={"ConnectionInput": ""}, more=_connection),
    "AWS::Glue::DevEndpoint": As(type="aws_glue_dev_endpoint", names={"EndpointName": "name"}),
    "AWS::SageMaker::NotebookInstance": As(
        type="aws_sagemaker_notebook_instance",
        names={"NotebookInstanceName": "name", "SecurityGroupIds": "security_groups", "VolumeSizeInGB": "volume_size"},
    ),
    "AWS::SageMaker::NotebookInstanceLifecycleConfig": As(
        type="aws_sagemaker_notebook_instance_lifecycle_configuration", names={"NotebookInstanceLifecycleConfigName": "name"}
    ),
    "AWS::SageMaker::Domain": As(type="aws_sagemaker_domain"),
    "AWS::SageMaker::UserProfile": As(type="aws_sagemaker_user_profile"),
    "AWS::SageMaker::Model": As(
        type="aws_sagemaker_model", names={"ModelName": "name", "Containers": "container"}, keep=frozenset({"Environment"})
    ),
    "AWS::SageMaker::EndpointConfig": As(
        type="aws_sagemaker_endpoint_configuration",
        names={"EndpointConfigName": "name", "KmsKeyId": "kms_key_arn", **dict.fromkeys(_INNER_KEYS, "kms_key_id")},
    ),
    "AWS::SageMaker::Endpoint": As(type="aws_sagemaker_endpoint", names={"EndpointName": "name"}, more=_endpoint_names),
    "AWS::SageMaker::FeatureGroup": As(type="aws_sagemaker_feature_group", names={"FeatureDefinitions": ""}),
    "AWS::SageMaker::ModelPackageGroup": As(
        type="aws_sagemaker_model_package_group", names={"ModelPackageGroupPolicy": ""}, parts=_package_policy
    ),
    "AWS::SageMaker::Pipeline": As(type="aws_sagemaker_pipeline", names={"PipelineDefinition": ""}, more=_pipeline_text),
    "AWS::Bedrock::Agent": As(type="aws_bedrockagent_agent"),
    "AWS::Bedrock::KnowledgeBase": As(type="aws_bedrockagent_knowledge_base"),
    "AWS::Bedrock::DataSource": As(type="aws_bedrockagent_data_source"),
    "AWS::Bedrock::ApplicationInferenceProfile": As(type="aws_bedrock_inference_profile", names={"InferenceProfileName": "name"}),
    "AWS::Connect::Instance": As(type="aws_connect_instance"),
    "AWS::Connect::InstanceStorageConfig": As(
        type="aws_connect_instance_storage_config", names={"InstanceArn": "instance_id"}, more=_stored_calls
    ),
    "AWS::Lex::Bot": As(type="aws_lexv2models_bot", names={"BotLocales": "", "BotTags": "tags"}),
    "AWS::Cognito::IdentityPool": As(type="aws_cognito_identity_pool", names={"OpenIdConnectProviderARNs": "openid_connect_provider_arns"}),
    "AWS::SSO::Assignment": As(type="aws_ssoadmin_account_assignment"),
    "AWS::SSO::PermissionSet": As(
        type="aws_ssoadmin_permission_set",
        names={"InlinePolicy": "", "ManagedPolicies": "", "CustomerManagedPolicyReferences": "", "PermissionsBoundary": ""},
        parts=_assigned,
    ),
}

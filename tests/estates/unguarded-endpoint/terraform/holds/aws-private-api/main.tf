# why: the endpoint configuration is PRIVATE: the API is reached through an interface endpoint only, so the method without an authoriser faces no internet
# at: aws_api_gateway_rest_api.llm
resource "aws_api_gateway_rest_api" "llm" {
  name = "llm-api"
  endpoint_configuration {
    types            = ["PRIVATE"]
    vpc_endpoint_ids = ["vpce-0123456789abcdef0"]
  }
}

resource "aws_api_gateway_resource" "chat" {
  rest_api_id = aws_api_gateway_rest_api.llm.id
  parent_id   = aws_api_gateway_rest_api.llm.root_resource_id
  path_part   = "chat"
}

resource "aws_api_gateway_method" "chat" {
  rest_api_id   = aws_api_gateway_rest_api.llm.id
  resource_id   = aws_api_gateway_resource.chat.id
  http_method   = "POST"
  authorization = "NONE"
}

resource "aws_api_gateway_integration" "chat" {
  rest_api_id             = aws_api_gateway_rest_api.llm.id
  resource_id             = aws_api_gateway_resource.chat.id
  http_method             = aws_api_gateway_method.chat.http_method
  type                    = "HTTP_PROXY"
  integration_http_method = "POST"
  uri                     = "http://llm.internal.klinik.example/v1/chat/completions"
}

# why: user data is readable by everybody on the machine and by whoever may describe it, and this one logs in to the model hub with a token
# at: aws_instance.vllm
resource "aws_instance" "vllm" {
  ami           = "ami-0a1b2c3d4e5f60718"
  instance_type = "g6.12xlarge"
  user_data     = <<-EOT
    #!/bin/bash
    set -euo pipefail
    docker run -d --gpus all -e HF_TOKEN=hf_QkZrTnVwYXhMbWRzR2hKcFd0RXlVaUFv vllm/vllm-openai:v0.8.5
  EOT
}

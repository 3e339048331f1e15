# why: the instance itself says nothing, but its launch template switches AMD SEV-SNP on, and an instance takes from its template what it does not state
# at: aws_instance.vllm
resource "aws_launch_template" "confidential" {
  name_prefix   = "confidential-"
  image_id      = "ami-0a1b2c3d4e5f60718"
  instance_type = "m6a.8xlarge"
  cpu_options {
    amd_sev_snp = "enabled"
  }
}

resource "aws_instance" "vllm" {
  user_data = "docker run -d vllm/vllm-openai:v0.8.5 --model /models/clinical"
  tags      = { data-classification = "transcripts" }
  launch_template {
    id      = aws_launch_template.confidential.id
    version = "$Latest"
  }
}

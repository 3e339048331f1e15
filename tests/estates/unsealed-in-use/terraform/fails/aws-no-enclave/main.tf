# why: an m7a.12xlarge could run under SEV-SNP, but cpu_options.amd_sev_snp is not set, and no enclave is enabled
# at: aws_instance.vllm
resource "aws_instance" "vllm" {
  ami           = "ami-0a1b2c3d4e5f60718"
  instance_type = "m7a.12xlarge"
  user_data     = "docker run -d vllm/vllm-openai:v0.8.5 --model /models/clinical"
  tags          = { data-classification = "transcripts" }
  cpu_options {
    core_count       = 24
    threads_per_core = 1
  }
  enclave_options {
    enabled = false
  }
}

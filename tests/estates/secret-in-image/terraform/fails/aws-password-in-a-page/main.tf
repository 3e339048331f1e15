# why: the start-up script writes the database's password, a variable's default, into a PHP page: the user data shows it to whoever may describe the machine
# at: aws_instance.portal
variable "password" {
  default = "Wq8rTz21Lk"
}

resource "aws_instance" "portal" {
  ami           = "ami-0a1b2c3d4e5f60718"
  instance_type = "m7i.large"
  user_data     = <<-EOT
    #!/bin/bash
    cat > /var/www/database.inc <<'PAGE'
    <?php define('DB_USERNAME', 'portal'); define('DB_PASSWORD', '${var.password}'); ?>
    PAGE
  EOT
}

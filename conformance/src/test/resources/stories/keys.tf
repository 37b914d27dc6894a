# Apply, plan again (must be empty), destroy.
resource "aws_kms_key" "main" {
  description             = "terraform-story"
  deletion_window_in_days = 7
  enable_key_rotation     = true
  rotation_period_in_days = 180
  tags = {
    team = "blue"
  }
}

resource "aws_kms_alias" "main" {
  name          = "alias/terraform-story"
  target_key_id = aws_kms_key.main.key_id
}

resource "aws_kms_key_policy" "main" {
  key_id = aws_kms_key.main.id
  policy = jsonencode({
    Version = "2012-10-17"
    Id      = "terraform-story"
    Statement = [{
      Sid       = "Everything for the account"
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::000000000000:root" }
      Action    = "kms:*"
      Resource  = "*"
    }]
  })
}

resource "aws_iam_role" "worker" {
  name = "terraform-story-keys"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ec2.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_kms_grant" "worker" {
  name              = "terraform-story"
  key_id            = aws_kms_key.main.key_id
  grantee_principal = aws_iam_role.worker.arn
  operations        = ["Encrypt", "Decrypt", "GenerateDataKey"]
  constraints {
    encryption_context_equals = {
      tenant = "green"
    }
  }
}

resource "aws_kms_ciphertext" "secret" {
  key_id    = aws_kms_key.main.key_id
  plaintext = "secret"
  context = {
    tenant = "green"
  }
}

resource "aws_kms_key" "signer" {
  description              = "terraform-story signer"
  key_usage                = "SIGN_VERIFY"
  customer_master_key_spec = "ECC_NIST_P256"
  deletion_window_in_days  = 7
}

data "aws_kms_public_key" "signer" {
  key_id = aws_kms_key.signer.arn
}

# Keys of other Regions, and material of one's own.
provider "aws" {
  alias                       = "west"
  region                      = "eu-west-1"
  access_key                  = var.account
  secret_key                  = "test"
  insecure                    = true
  skip_metadata_api_check     = true
  skip_region_validation      = true
  skip_credentials_validation = false
  skip_requesting_account_id  = false
  endpoints {
    iam = var.endpoint
    kms = var.endpoint
    sts = var.endpoint
  }
}

resource "aws_kms_key" "everywhere" {
  description             = "terraform-story everywhere"
  multi_region            = true
  deletion_window_in_days = 7
}

resource "aws_kms_replica_key" "west" {
  provider                = aws.west
  description             = "terraform-story replica"
  primary_key_arn         = aws_kms_key.everywhere.arn
  deletion_window_in_days = 7
}

resource "aws_kms_external_key" "own" {
  description             = "terraform-story own material"
  key_material_base64     = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
  enabled                 = true
  multi_region            = true
  deletion_window_in_days = 7
}

resource "aws_kms_replica_external_key" "own" {
  provider                = aws.west
  description             = "terraform-story own material elsewhere"
  primary_key_arn         = aws_kms_external_key.own.arn
  key_material_base64     = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
  enabled                 = true
  deletion_window_in_days = 7
}

data "aws_kms_key" "main" {
  key_id     = aws_kms_key.main.arn
  depends_on = [aws_kms_key_policy.main]
}

data "aws_kms_alias" "main" {
  name = aws_kms_alias.main.name
}

data "aws_kms_ciphertext" "text" {
  key_id    = aws_kms_key.main.key_id
  plaintext = "text"
}

data "aws_kms_secrets" "secret" {
  secret {
    name    = "secret"
    payload = aws_kms_ciphertext.secret.ciphertext_blob
    context = {
      tenant = "green"
    }
  }
  lifecycle {
    postcondition {
      condition     = self.plaintext["secret"] == "secret"
      error_message = "what was encrypted can be decrypted"
    }
  }
}

# What is written to a bucket is encrypted under a key of KMS, over TLS as S3 wants it.
resource "aws_kms_key" "objects" {
  description             = "for objects"
  deletion_window_in_days = 7
}

resource "aws_s3_bucket" "sealed" {
  bucket = "terraform-sealed"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "sealed" {
  bucket = aws_s3_bucket.sealed.id

  rule {
    bucket_key_enabled = true
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.objects.arn
    }
  }
}

resource "aws_s3_object" "by_default" {
  bucket       = aws_s3_bucket_server_side_encryption_configuration.sealed.bucket
  key          = "by-default"
  content      = "text"
  content_type = "text/plain"

  lifecycle {
    postcondition {
      condition     = self.kms_key_id == aws_kms_key.objects.arn && self.bucket_key_enabled
      error_message = "The bucket's key is not that of the object."
    }
  }
}

resource "aws_s3_object" "own_key" {
  bucket       = aws_s3_bucket.sealed.bucket
  key          = "own-key"
  content      = "text"
  content_type = "text/plain"
  kms_key_id   = aws_kms_key.objects.arn
}

data "aws_s3_object" "own_key" {
  bucket = aws_s3_bucket.sealed.bucket
  key    = aws_s3_object.own_key.key

  lifecycle {
    postcondition {
      condition     = self.body == "text" && self.server_side_encryption == "aws:kms"
      error_message = "The object is not what was written."
    }
  }
}

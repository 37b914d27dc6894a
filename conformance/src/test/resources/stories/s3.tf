# Apply, plan again (must be empty), destroy: what is said of buckets besides their objects.
resource "aws_s3_account_public_access_block" "account" {
  block_public_acls   = false
  ignore_public_acls  = true
  block_public_policy = false
}

resource "aws_s3_bucket" "site" {
  bucket = "terraform-site"
}

resource "aws_s3_bucket_public_access_block" "site" {
  bucket                  = aws_s3_bucket.site.id
  block_public_acls       = false
  block_public_policy     = false
  ignore_public_acls      = false
  restrict_public_buckets = false
}

resource "aws_s3_bucket_ownership_controls" "site" {
  bucket = aws_s3_bucket.site.id
  rule {
    object_ownership = "BucketOwnerPreferred"
  }
}

resource "aws_s3_bucket_acl" "site" {
  bucket     = aws_s3_bucket.site.id
  acl        = "public-read"
  depends_on = [aws_s3_bucket_ownership_controls.site, aws_s3_bucket_public_access_block.site]
}

resource "aws_s3_bucket_policy" "site" {
  bucket     = aws_s3_bucket.site.id
  depends_on = [aws_s3_bucket_public_access_block.site, aws_s3_account_public_access_block.account]
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:GetObject"
      Resource  = "${aws_s3_bucket.site.arn}/*"
    }]
  })
}

resource "aws_s3_bucket_website_configuration" "site" {
  bucket = aws_s3_bucket.site.id
  index_document {
    suffix = "index.html"
  }
  error_document {
    key = "error.html"
  }
  routing_rule {
    condition {
      key_prefix_equals = "old/"
    }
    redirect {
      replace_key_prefix_with = "new/"
    }
  }
}

resource "aws_s3_bucket_cors_configuration" "site" {
  bucket = aws_s3_bucket.site.id
  cors_rule {
    allowed_headers = ["*"]
    allowed_methods = ["GET", "PUT"]
    allowed_origins = ["https://shop.example"]
    expose_headers  = ["ETag"]
    max_age_seconds = 600
  }
  cors_rule {
    allowed_methods = ["GET"]
    allowed_origins = ["*"]
  }
}

resource "aws_s3_bucket_request_payment_configuration" "site" {
  bucket = aws_s3_bucket.site.id
  payer  = "Requester"
}

resource "aws_s3_bucket_accelerate_configuration" "site" {
  bucket = aws_s3_bucket.site.id
  status = "Enabled"
}

resource "aws_s3_bucket" "locked" {
  bucket              = "terraform-locked"
  object_lock_enabled = true
}

resource "aws_s3_bucket_versioning" "locked" {
  bucket = aws_s3_bucket.locked.id
  versioning_configuration {
    status     = "Enabled"
    mfa_delete = "Disabled"
  }
}

resource "aws_s3_bucket_object_lock_configuration" "locked" {
  bucket = aws_s3_bucket.locked.id
  rule {
    default_retention {
      mode = "GOVERNANCE"
      days = 1
    }
  }
}

resource "aws_s3_access_point" "door" {
  bucket = aws_s3_bucket.locked.id
  name   = "terraform-door"
  public_access_block_configuration {
    block_public_acls       = true
    block_public_policy     = false
    ignore_public_acls      = true
    restrict_public_buckets = false
  }
  lifecycle {
    ignore_changes = [policy]
  }
}

resource "aws_s3control_access_point_policy" "door" {
  access_point_arn = aws_s3_access_point.door.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::000000000000:root" }
      Action    = "s3:GetObject"
      Resource  = "${aws_s3_access_point.door.arn}/object/*"
    }]
  })
}

resource "aws_s3_bucket" "logs" {
  bucket        = "terraform-logs"
  force_destroy = true
}

resource "aws_s3_bucket_policy" "logs" {
  bucket = aws_s3_bucket.logs.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "logging.s3.amazonaws.com" }
      Action    = "s3:PutObject"
      Resource  = "${aws_s3_bucket.logs.arn}/*"
      Condition = { ArnLike = { "aws:SourceArn" = aws_s3_bucket.site.arn } }
    }]
  })
}

resource "aws_s3_bucket_logging" "site" {
  bucket        = aws_s3_bucket.site.id
  target_bucket = aws_s3_bucket.logs.id
  target_prefix = "access/"
  target_object_key_format {
    partitioned_prefix {
      partition_date_source = "EventTime"
    }
  }
  depends_on = [aws_s3_bucket_policy.logs]
}

resource "aws_s3_bucket_inventory" "site" {
  bucket                   = aws_s3_bucket.site.id
  name                     = "weekly"
  included_object_versions = "All"
  optional_fields          = ["Size", "ETag"]
  schedule {
    frequency = "Weekly"
  }
  filter {
    prefix = "pages/"
  }
  destination {
    bucket {
      format     = "Parquet"
      bucket_arn = aws_s3_bucket.logs.arn
      prefix     = "inventory"
      encryption {
        sse_s3 {}
      }
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "logs" {
  bucket = aws_s3_bucket.logs.id
  rule {
    id     = "logs"
    status = "Enabled"
    filter {
      and {
        prefix                   = "access/"
        object_size_greater_than = 1000
        tags = {
          kind = "log"
        }
      }
    }
    transition {
      days          = 30
      storage_class = "STANDARD_IA"
    }
    transition {
      days          = 90
      storage_class = "GLACIER"
    }
    expiration {
      days = 365
    }
  }
  rule {
    id     = "rest"
    status = "Enabled"
    filter {}
    noncurrent_version_expiration {
      noncurrent_days           = 7
      newer_noncurrent_versions = 3
    }
    abort_incomplete_multipart_upload {
      days_after_initiation = 2
    }
  }
}

resource "aws_s3_bucket_intelligent_tiering_configuration" "site" {
  bucket = aws_s3_bucket.site.id
  name   = "archives"
  filter {
    prefix = "old/"
  }
  tiering {
    access_tier = "ARCHIVE_ACCESS"
    days        = 90
  }
  tiering {
    access_tier = "DEEP_ARCHIVE_ACCESS"
    days        = 180
  }
}

resource "aws_s3_bucket_analytics_configuration" "site" {
  bucket = aws_s3_bucket.site.id
  name   = "pages"
  filter {
    prefix = "pages/"
  }
  storage_class_analysis {
    data_export {
      destination {
        s3_bucket_destination {
          bucket_arn = aws_s3_bucket.logs.arn
          prefix     = "analytics"
        }
      }
    }
  }
}

resource "aws_servicequotas_service_quota" "buckets" {
  service_code = "s3"
  quota_code   = "L-DC2B2D3D"
  value        = 12000
}

# Apply, plan again (must be empty), destroy: what follows from changes of objects.
provider "aws" {
  alias                       = "far"
  region                      = "eu-west-3"
  access_key                  = "test"
  secret_key                  = "test"
  s3_use_path_style           = true
  skip_metadata_api_check     = true
  skip_region_validation      = true
  skip_credentials_validation = true
  skip_requesting_account_id  = false
  endpoints {
    s3  = var.endpoint
    sts = var.endpoint
  }
}

resource "aws_s3_bucket" "source" {
  bucket = "terraform-news-source"
}

resource "aws_s3_bucket_versioning" "source" {
  bucket = aws_s3_bucket.source.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_sqs_queue" "inbox" {
  name = "terraform-news-inbox"
}

data "aws_iam_policy_document" "inbox" {
  statement {
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.inbox.arn]
    principals {
      type        = "Service"
      identifiers = ["s3.amazonaws.com"]
    }
    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [aws_s3_bucket.source.arn]
    }
  }
}

resource "aws_sqs_queue_policy" "inbox" {
  queue_url = aws_sqs_queue.inbox.id
  policy    = data.aws_iam_policy_document.inbox.json
}

resource "aws_s3_bucket_notification" "source" {
  bucket = aws_s3_bucket.source.id
  queue {
    id            = "pictures"
    queue_arn     = aws_sqs_queue.inbox.arn
    events        = ["s3:ObjectCreated:*"]
    filter_prefix = "pictures/"
    filter_suffix = ".jpg"
  }
  queue {
    id        = "removals"
    queue_arn = aws_sqs_queue.inbox.arn
    events    = ["s3:ObjectRemoved:*", "s3:Replication:OperationFailedReplication"]
  }
  depends_on = [aws_sqs_queue_policy.inbox]
}

resource "aws_s3_bucket" "copies" {
  provider = aws.far
  bucket   = "terraform-news-copies"
}

resource "aws_s3_bucket_versioning" "copies" {
  provider = aws.far
  bucket   = aws_s3_bucket.copies.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_iam_role" "replication" {
  name = "terraform-news-replication"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "s3.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "replication" {
  name = "replication"
  role = aws_iam_role.replication.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Action = [
          "s3:GetObjectVersionForReplication",
          "s3:GetObjectVersionAcl",
          "s3:GetObjectVersionTagging"
        ]
        Resource = "${aws_s3_bucket.source.arn}/*"
      },
      {
        Effect   = "Allow"
        Action   = ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"]
        Resource = "${aws_s3_bucket.copies.arn}/*"
      }
    ]
  })
}

resource "aws_s3_bucket_replication_configuration" "source" {
  bucket = aws_s3_bucket.source.id
  role   = aws_iam_role.replication.arn
  rule {
    id       = "everything"
    priority = 1
    status   = "Enabled"
    filter {
      prefix = ""
    }
    delete_marker_replication {
      status = "Enabled"
    }
    destination {
      bucket        = aws_s3_bucket.copies.arn
      storage_class = "STANDARD_IA"
      metrics {
        status = "Enabled"
        event_threshold {
          minutes = 15
        }
      }
      replication_time {
        status = "Enabled"
        time {
          minutes = 15
        }
      }
    }
  }
  rule {
    id       = "precious"
    priority = 2
    status   = "Disabled"
    filter {
      and {
        prefix = "logs/"
        tags = {
          keep = "yes"
        }
      }
    }
    delete_marker_replication {
      status = "Disabled"
    }
    destination {
      bucket = aws_s3_bucket.copies.arn
    }
  }
  depends_on = [aws_s3_bucket_versioning.source, aws_s3_bucket_versioning.copies]
}

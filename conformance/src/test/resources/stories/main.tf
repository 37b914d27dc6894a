# Apply, plan again (must be empty), destroy.
resource "aws_s3_bucket" "photos" {
  bucket        = "terraform-story"
  force_destroy = true
  tags = {
    team = "blue"
  }
}

resource "aws_s3_object" "cat" {
  bucket       = aws_s3_bucket.photos.bucket
  key          = "cats/tom.txt"
  content      = "meow"
  content_type = "text/plain"
}

resource "aws_sqs_queue" "dead" {
  name                      = "terraform-story-dead"
  message_retention_seconds = 86400
}

resource "aws_sqs_queue" "work" {
  name                       = "terraform-story"
  visibility_timeout_seconds = 45
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead.arn
    maxReceiveCount     = 3
  })
  tags = {
    team = "blue"
  }
}

resource "aws_sqs_queue" "fifo" {
  name                        = "terraform-story.fifo"
  fifo_queue                  = true
  content_based_deduplication = true
}

resource "aws_s3_bucket" "trail" {
  bucket        = "terraform-story-trail"
  force_destroy = true
}

data "aws_iam_policy_document" "trail" {
  statement {
    principals {
      type        = "Service"
      identifiers = ["cloudtrail.amazonaws.com"]
    }
    actions   = ["s3:GetBucketAcl"]
    resources = [aws_s3_bucket.trail.arn]
  }
  statement {
    principals {
      type        = "Service"
      identifiers = ["cloudtrail.amazonaws.com"]
    }
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.trail.arn}/audit/AWSLogs/*"]
    condition {
      test     = "StringEquals"
      variable = "s3:x-amz-acl"
      values   = ["bucket-owner-full-control"]
    }
  }
}

resource "aws_s3_bucket_policy" "trail" {
  bucket = aws_s3_bucket.trail.id
  policy = data.aws_iam_policy_document.trail.json
}

resource "aws_cloudtrail" "trail" {
  name                          = "terraform-story"
  s3_bucket_name                = aws_s3_bucket.trail.id
  s3_key_prefix                 = "audit"
  is_multi_region_trail         = true
  include_global_service_events = true
  enable_log_file_validation    = true
  event_selector {
    read_write_type           = "All"
    include_management_events = true
    data_resource {
      type   = "AWS::S3::Object"
      values = ["${aws_s3_bucket.photos.arn}/"]
    }
  }
  tags = {
    team = "blue"
  }
  depends_on = [aws_s3_bucket_policy.trail]
}

resource "aws_organizations_organization" "all" {
  aws_service_access_principals = ["cloudtrail.amazonaws.com"]
  enabled_policy_types          = ["SERVICE_CONTROL_POLICY", "TAG_POLICY"]
  feature_set                   = "ALL"
}

resource "aws_organizations_organizational_unit" "workloads" {
  name      = "workloads"
  parent_id = aws_organizations_organization.all.roots[0].id
  tags = {
    team = "blue"
  }
}

resource "aws_organizations_account" "workload" {
  name      = "terraform-story"
  email     = "terraform-story@example.com"
  parent_id = aws_organizations_organizational_unit.workloads.id
}

resource "aws_organizations_policy" "no_queues" {
  name = "no-queues"
  content = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Deny", Action = "sqs:CreateQueue", Resource = "*" }]
  })
  depends_on = [aws_organizations_organization.all]
}

resource "aws_organizations_policy_attachment" "no_queues" {
  policy_id = aws_organizations_policy.no_queues.id
  target_id = aws_organizations_organizational_unit.workloads.id
}

# Apply, plan again (must be empty), destroy.
terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

provider "aws" {
  region                      = "us-east-1"
  access_key                  = "test"
  secret_key                  = "test"
  s3_use_path_style           = true
  skip_metadata_api_check     = true
  skip_region_validation      = true
  skip_credentials_validation = false
  skip_requesting_account_id  = false
  endpoints {
    s3  = var.endpoint
    sqs = var.endpoint
    sts = var.endpoint
    iam = var.endpoint
  }
}

variable "endpoint" {
  type = string
}

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

# What all stories have in common.
terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

variable "endpoint" {
  type = string
}

variable "control_endpoint" {
  type    = string
  default = null
}

variable "account" {
  type    = string
  default = "test"
}

provider "aws" {
  region                      = "us-east-1"
  access_key                  = var.account
  secret_key                  = "test"
  insecure                    = true
  s3_use_path_style           = true
  skip_metadata_api_check     = true
  skip_region_validation      = true
  skip_credentials_validation = false
  skip_requesting_account_id  = false
  endpoints {
    cloudtrail    = var.endpoint
    ec2           = var.endpoint
    iam           = var.endpoint
    kms           = var.endpoint
    organizations = var.endpoint
    s3            = var.endpoint
    s3control     = coalesce(var.control_endpoint, var.endpoint)
    servicequotas = var.endpoint
    sqs           = var.endpoint
    sts           = var.endpoint
  }
}

# What users and servers have besides keys and policies: apply, plan again (must be empty), destroy.
data "aws_caller_identity" "me" {}

resource "aws_iam_server_certificate" "web" {
  name              = "web"
  path              = "/cloudfront/story/"
  certificate_body  = <<-PEM
    -----BEGIN CERTIFICATE-----
    MIIBKDCB0AIUK+I77tMkpco53UOtF+kIhfk6EGEwCgYIKoZIzj0EAwIwEzERMA8G
    A1UEAwwIU3RvcnkgQ0EwIBcNMjYxMTIzMTIzNTU5WhgPMjEyNjEwMzAxMjM1NTla
    MBoxGDAWBgNVBAMMD3dlYi5leGFtcGxlLmNvbTBZMBMGByqGSM49AgEGCCqGSM49
    AwEHA0IABAzZlRkkQ+NA44eDeLJPfzHvvrWZ6cg7s9qPUPHMFP3BnCJ6ise1n4d0
    N6TBNAT8yOiMTXWqtWZJPQQ1vjH7UEAwCgYIKoZIzj0EAwIDRwAwRAIgSD8Zgjal
    8SnHwutML+/omKxzvmHsiZoofSKlxf1mHMYCIDda5kEI5025AdhfCwEL19/7vY1J
    G2BJz0K6UQDA1MP8
    -----END CERTIFICATE-----
  PEM
  certificate_chain = <<-PEM
    -----BEGIN CERTIFICATE-----
    MIIBfjCCASOgAwIBAgIUeHJmdin9dk6cQ83qPs7x10Q/XzUwCgYIKoZIzj0EAwIw
    EzERMA8GA1UEAwwIU3RvcnkgQ0EwIBcNMjYxMTIzMTIzNTU5WhgPMjEyNjEwMzAx
    MjM1NTlaMBMxETAPBgNVBAMMCFN0b3J5IENBMFkwEwYHKoZIzj0CAQYIKoZIzj0D
    AQcDQgAEV5FAZClapG2lreTiCvM1vi/G7E9uwtJ8+ChdzR7l/fSGq9C2hyo99bMV
    L8KgN8/6tl7D1vCkgIr+00ERxQMQJqNTMFEwHQYDVR0OBBYEFBagsmq7F9lgClph
    WDz9GxIhRAyDMB8GA1UdIwQYMBaAFBagsmq7F9lgClphWDz9GxIhRAyDMA8GA1Ud
    EwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSQAwRgIhAPCikIhg82Hwde7kNXC/eJ1Y
    eVHN89TwlwuP4b1pMdHaAiEA7scjDP1Fd/9HBfZWzwxM2m6TaDhO8hpcxTzlIRHJ
    Pqw=
    -----END CERTIFICATE-----
  PEM
  private_key       = <<-PEM
    -----BEGIN EC PRIVATE KEY-----
    MHcCAQEEIMcwzurqEvayG0IXk4J+V2K9nCoaTeso/LSdiXVQ6JxnoAoGCCqGSM49
    AwEHoUQDQgAEDNmVGSRD40Djh4N4sk9/Me++tZnpyDuz2o9Q8cwU/cGcInqKx7Wf
    h3Q3pME0BPzI6IxNdaq1Zkk9BDW+MftQQA==
    -----END EC PRIVATE KEY-----
  PEM
  tags = {
    team = "blue"
  }
}

resource "aws_iam_user" "dave" {
  name = "dave"
}

resource "aws_iam_signing_certificate" "dave" {
  user_name        = aws_iam_user.dave.name
  certificate_body = <<-PEM
    -----BEGIN CERTIFICATE-----
    MIIBfjCCASOgAwIBAgIUeHJmdin9dk6cQ83qPs7x10Q/XzUwCgYIKoZIzj0EAwIw
    EzERMA8GA1UEAwwIU3RvcnkgQ0EwIBcNMjYxMTIzMTIzNTU5WhgPMjEyNjEwMzAx
    MjM1NTlaMBMxETAPBgNVBAMMCFN0b3J5IENBMFkwEwYHKoZIzj0CAQYIKoZIzj0D
    AQcDQgAEV5FAZClapG2lreTiCvM1vi/G7E9uwtJ8+ChdzR7l/fSGq9C2hyo99bMV
    L8KgN8/6tl7D1vCkgIr+00ERxQMQJqNTMFEwHQYDVR0OBBYEFBagsmq7F9lgClph
    WDz9GxIhRAyDMB8GA1UdIwQYMBaAFBagsmq7F9lgClphWDz9GxIhRAyDMA8GA1Ud
    EwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSQAwRgIhAPCikIhg82Hwde7kNXC/eJ1Y
    eVHN89TwlwuP4b1pMdHaAiEA7scjDP1Fd/9HBfZWzwxM2m6TaDhO8hpcxTzlIRHJ
    Pqw=
    -----END CERTIFICATE-----
  PEM
  status           = "Inactive"
}

resource "aws_iam_user_ssh_key" "dave" {
  username   = aws_iam_user.dave.name
  encoding   = "SSH"
  public_key = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQCZwv0DraEm6yChve8Dz5GmtD/HF8QQ1Jrx8vm5oQQkW0NCDNx1/ZUPYsnm/fQbXDtIyGgEAgBHjHpz6uf8K/BTF9RvDFShr76Y1hksIGCv6h2+aVIlWEcFsW58mskLtzmplAZw40qlDTcTITsCxktmiB65UiiNZ2vPG3JUwjjjgrUOFrJBF9mtjue1phNszK/9arLfCGE0DdxlXKRh5eC2GDm0qdjhoX9KMDcTV4wDJDbgt0Lmo8GhEzfnzgnNLehgXbjuR5j0EnT7gtG9BAfxqO2Y2PXp1Kc0L9RQNBJRKYF/YkZux2r+E4vA2t5oJWwcUBl4WHkWN7QVDbJdXwWn"
}

resource "aws_iam_service_specific_credential" "dave" {
  service_name = "codecommit.amazonaws.com"
  user_name    = aws_iam_user.dave.name
}

resource "aws_iam_group" "one" {
  name = "one"
}

resource "aws_iam_group" "two" {
  name = "two"
}

resource "aws_iam_user_group_membership" "dave" {
  user   = aws_iam_user.dave.name
  groups = [aws_iam_group.one.name, aws_iam_group.two.name]
}

data "aws_iam_policy_document" "list" {
  statement {
    actions   = ["s3:ListBucket"]
    resources = ["arn:aws:s3:::story"]
  }
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

resource "aws_iam_policy" "list" {
  name   = "story-list"
  policy = data.aws_iam_policy_document.list.json
}

resource "aws_iam_role" "worker" {
  name               = "worker"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_instance_profile" "worker" {
  name = "worker"
  role = aws_iam_role.worker.name
}

resource "aws_iam_policy_attachment" "list" {
  name       = "list"
  users      = [aws_iam_user.dave.name]
  roles      = [aws_iam_role.worker.name]
  groups     = [aws_iam_group.one.name]
  policy_arn = aws_iam_policy.list.arn
}

resource "aws_iam_role_policy" "worker" {
  name   = "own"
  role   = aws_iam_role.worker.name
  policy = data.aws_iam_policy_document.list.json
}

resource "aws_iam_role_policies_exclusive" "worker" {
  role_name    = aws_iam_role.worker.name
  policy_names = [aws_iam_role_policy.worker.name]
}

resource "aws_iam_role_policy_attachments_exclusive" "worker" {
  role_name   = aws_iam_role.worker.name
  policy_arns = [aws_iam_policy.list.arn]
  depends_on  = [aws_iam_policy_attachment.list]
}

resource "aws_iam_user_policies_exclusive" "dave" {
  user_name    = aws_iam_user.dave.name
  policy_names = []
}

resource "aws_iam_user_policy_attachments_exclusive" "dave" {
  user_name   = aws_iam_user.dave.name
  policy_arns = [aws_iam_policy.list.arn]
  depends_on  = [aws_iam_policy_attachment.list]
}

resource "aws_iam_group_policies_exclusive" "two" {
  group_name   = aws_iam_group.two.name
  policy_names = []
}

resource "aws_iam_group_policy_attachments_exclusive" "two" {
  group_name  = aws_iam_group.two.name
  policy_arns = []
}

resource "aws_iam_security_token_service_preferences" "all" {
  global_endpoint_token_version = "v2Token"
}

resource "aws_iam_openid_connect_provider" "ci" {
  url            = "https://token.example.com/story"
  client_id_list = ["sts.amazonaws.com"]
}

data "aws_iam_server_certificate" "web" {
  name = aws_iam_server_certificate.web.name
}

data "aws_iam_user_ssh_key" "dave" {
  username          = aws_iam_user.dave.name
  encoding          = "SSH"
  ssh_public_key_id = aws_iam_user_ssh_key.dave.ssh_public_key_id
}

data "aws_iam_users" "all" {
  name_regex = "da.*"
  depends_on = [aws_iam_user.dave]
}

data "aws_iam_access_keys" "dave" {
  user = aws_iam_user.dave.name
}

data "aws_iam_instance_profile" "worker" {
  name = aws_iam_instance_profile.worker.name
}

data "aws_iam_instance_profiles" "worker" {
  role_name  = aws_iam_role.worker.name
  depends_on = [aws_iam_instance_profile.worker]
}

data "aws_iam_openid_connect_provider" "ci" {
  arn = aws_iam_openid_connect_provider.ci.arn
}

data "aws_iam_session_context" "worker" {
  arn        = "arn:aws:sts::${data.aws_caller_identity.me.account_id}:assumed-role/worker/session"
  depends_on = [aws_iam_role.worker]
}

data "aws_iam_principal_policy_simulation" "dave" {
  action_names      = ["s3:ListBucket"]
  policy_source_arn = aws_iam_user.dave.arn
  resource_arns     = ["arn:aws:s3:::story"]
  depends_on        = [aws_iam_policy_attachment.list]
  lifecycle {
    postcondition {
      condition     = self.all_allowed
      error_message = "dave may list the bucket"
    }
  }
}

output "certificate" {
  value = data.aws_iam_server_certificate.web.arn
}

output "issuer" {
  value = data.aws_iam_session_context.worker.issuer_arn
}

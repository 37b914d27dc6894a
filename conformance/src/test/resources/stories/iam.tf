# Apply, plan again (must be empty), destroy.
data "aws_caller_identity" "me" {}

resource "aws_iam_user" "alice" {
  name                 = "alice"
  path                 = "/team/"
  permissions_boundary = data.aws_iam_policy.power.arn
  tags = {
    team = "blue"
  }
}

resource "aws_iam_user" "bob" {
  name          = "bob"
  force_destroy = true
}

resource "aws_iam_access_key" "alice" {
  user = aws_iam_user.alice.name
}

resource "aws_iam_access_key" "bob" {
  user   = aws_iam_user.bob.name
  status = "Inactive"
}

resource "aws_iam_user_login_profile" "alice" {
  user            = aws_iam_user.alice.name
  password_length = 20
  depends_on      = [aws_iam_account_password_policy.strict]
}

resource "aws_iam_group" "readers" {
  name = "readers"
  path = "/team/"
}

resource "aws_iam_group_membership" "readers" {
  name  = "readers"
  group = aws_iam_group.readers.name
  users = [aws_iam_user.alice.name, aws_iam_user.bob.name]
}

data "aws_iam_policy_document" "list" {
  statement {
    sid       = "List"
    actions   = ["s3:ListBucket", "s3:GetObject"]
    resources = ["arn:aws:s3:::photos", "arn:aws:s3:::photos/*"]
  }
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com", "lambda.amazonaws.com"]
    }
  }
}

data "aws_iam_policy" "power" {
  name = "PowerUserAccess"
}

resource "aws_iam_policy" "list" {
  name        = "list"
  path        = "/team/"
  description = "lists photos"
  policy      = data.aws_iam_policy_document.list.json
  tags = {
    team = "blue"
  }
}

resource "aws_iam_role" "web" {
  name                  = "web"
  path                  = "/app/"
  description           = "serves"
  assume_role_policy    = data.aws_iam_policy_document.trust.json
  max_session_duration  = 7200
  permissions_boundary  = data.aws_iam_policy.power.arn
  force_detach_policies = true
  tags = {
    team = "blue"
  }
}

resource "aws_iam_role_policy" "web" {
  name   = "inline"
  role   = aws_iam_role.web.id
  policy = data.aws_iam_policy_document.list.json
}

resource "aws_iam_role_policy_attachment" "web" {
  role       = aws_iam_role.web.name
  policy_arn = aws_iam_policy.list.arn
}

resource "aws_iam_role_policy_attachment" "lambda" {
  role       = aws_iam_role.web.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}

resource "aws_iam_user_policy" "alice" {
  name   = "inline"
  user   = aws_iam_user.alice.name
  policy = data.aws_iam_policy_document.list.json
}

resource "aws_iam_user_policy_attachment" "alice" {
  user       = aws_iam_user.alice.name
  policy_arn = aws_iam_policy.list.arn
}

resource "aws_iam_group_policy" "readers" {
  name   = "inline"
  group  = aws_iam_group.readers.name
  policy = data.aws_iam_policy_document.list.json
}

resource "aws_iam_group_policy_attachment" "readers" {
  group      = aws_iam_group.readers.name
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}

resource "aws_iam_instance_profile" "web" {
  name = "web"
  role = aws_iam_role.web.name
  tags = {
    team = "blue"
  }
}

resource "aws_iam_account_password_policy" "strict" {
  minimum_password_length        = 12
  require_lowercase_characters   = true
  require_uppercase_characters   = true
  require_numbers                = true
  require_symbols                = true
  allow_users_to_change_password = true
  max_password_age               = 90
  password_reuse_prevention      = 5
}

resource "aws_iam_account_alias" "alias" {
  account_alias = "terraform-story"
}

resource "aws_iam_openid_connect_provider" "ci" {
  url             = "https://token.example.com/ci"
  client_id_list  = ["sts.amazonaws.com"]
  thumbprint_list = ["9e99a48a9960b14926bb7f3b02e22da2b0ab7280"]
}

resource "aws_iam_saml_provider" "idp" {
  name                   = "idp"
  saml_metadata_document = <<-XML
    
    <EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example.com">
      <IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
        <!-- ${join("", [for i in range(100) : "0123456789"])} -->
        <SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://idp.example.com/sso"/>
      </IDPSSODescriptor>
    </EntityDescriptor>
  XML
}

resource "aws_iam_virtual_mfa_device" "phone" {
  virtual_mfa_device_name = "phone"
  tags = {
    team = "blue"
  }
}

resource "aws_iam_service_linked_role" "scaling" {
  aws_service_name = "autoscaling.amazonaws.com"
  custom_suffix    = "story"
  description      = "scales"
}

data "aws_iam_role" "web" {
  name = aws_iam_role.web.name
}

data "aws_iam_policy" "list" {
  arn = aws_iam_policy.list.arn
}

data "aws_iam_user" "alice" {
  user_name = aws_iam_user.alice.name
}

data "aws_iam_group" "readers" {
  group_name = aws_iam_group.readers.name
}

data "aws_iam_roles" "all" {
  depends_on = [aws_iam_role.web]
}

data "aws_iam_account_alias" "alias" {
  depends_on = [aws_iam_account_alias.alias]
}

output "web" {
  value = data.aws_iam_role.web.arn
}

# The account as the manager of others.
resource "aws_organizations_organization" "all" {
  aws_service_access_principals = ["iam.amazonaws.com", "cloudtrail.amazonaws.com"]
  enabled_policy_types          = ["SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"]
  feature_set                   = "ALL"
}

resource "aws_organizations_organizational_unit" "security" {
  name      = "security"
  parent_id = aws_organizations_organization.all.roots[0].id
  tags = {
    team = "blue"
  }
}

resource "aws_organizations_account" "auditor" {
  name      = "auditor"
  email     = "auditor@example.com"
  parent_id = aws_organizations_organizational_unit.security.id
}

resource "aws_organizations_policy" "guard" {
  name = "guard"
  content = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Deny", Action = "organizations:LeaveOrganization", Resource = "*" }]
  })
  depends_on = [aws_organizations_organization.all]
}

resource "aws_organizations_policy_attachment" "guard" {
  policy_id = aws_organizations_policy.guard.id
  target_id = aws_organizations_organizational_unit.security.id
}

resource "aws_organizations_delegated_administrator" "iam" {
  account_id        = aws_organizations_account.auditor.id
  service_principal = "iam.amazonaws.com"
}

resource "aws_cloudtrail_organization_delegated_admin_account" "auditor" {
  account_id = aws_organizations_account.auditor.id
}

resource "aws_organizations_resource_policy" "readers" {
  content = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::${aws_organizations_account.auditor.id}:root" }
      Action    = "organizations:ListAccounts"
      Resource  = "*"
    }]
  })
}

resource "aws_iam_organizations_features" "roots" {
  enabled_features = ["RootCredentialsManagement", "RootSessions"]
  depends_on       = [aws_organizations_organization.all]
}

data "aws_iam_saml_provider" "idp" {
  arn = aws_iam_saml_provider.idp.arn
}

data "aws_organizations_organization" "all" {
  depends_on = [aws_organizations_account.auditor]
}

data "aws_organizations_organizational_unit" "security" {
  parent_id  = aws_organizations_organization.all.roots[0].id
  name       = "security"
  depends_on = [aws_organizations_organizational_unit.security]
}

data "aws_organizations_organizational_units" "all" {
  parent_id  = aws_organizations_organization.all.roots[0].id
  depends_on = [aws_organizations_organizational_unit.security]
}

data "aws_organizations_organizational_unit_child_accounts" "security" {
  parent_id  = aws_organizations_organizational_unit.security.id
  depends_on = [aws_organizations_account.auditor]
}

data "aws_organizations_organizational_unit_descendant_accounts" "all" {
  parent_id  = aws_organizations_organization.all.roots[0].id
  depends_on = [aws_organizations_account.auditor]
}

data "aws_organizations_organizational_unit_descendant_organizational_units" "all" {
  parent_id  = aws_organizations_organization.all.roots[0].id
  depends_on = [aws_organizations_organizational_unit.security]
}

data "aws_organizations_policies" "all" {
  filter     = "SERVICE_CONTROL_POLICY"
  depends_on = [aws_organizations_policy.guard]
}

data "aws_organizations_policies_for_target" "security" {
  target_id  = aws_organizations_organizational_unit.security.id
  filter     = "SERVICE_CONTROL_POLICY"
  depends_on = [aws_organizations_policy_attachment.guard]
}

data "aws_organizations_policy" "guard" {
  policy_id = aws_organizations_policy.guard.id
}

data "aws_organizations_resource_tags" "security" {
  resource_id = aws_organizations_organizational_unit.security.id
}

data "aws_organizations_delegated_administrators" "iam" {
  service_principal = "iam.amazonaws.com"
  depends_on        = [aws_organizations_delegated_administrator.iam]
}

data "aws_organizations_delegated_services" "auditor" {
  account_id = aws_organizations_account.auditor.id
  depends_on = [
    aws_organizations_delegated_administrator.iam,
    aws_cloudtrail_organization_delegated_admin_account.auditor,
  ]
}

data "aws_cloudtrail_service_account" "all" {}

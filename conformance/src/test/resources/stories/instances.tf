# Apply, plan again (must be empty), destroy.
data "aws_ami" "debian" {
  owners      = ["136693071363"]
  most_recent = true
  filter {
    name   = "name"
    values = ["debian-12-*"]
  }
}

resource "aws_vpc" "main" {
  cidr_block = "10.50.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id                  = aws_vpc.main.id
  cidr_block              = "10.50.0.0/24"
  availability_zone       = "us-east-1a"
  map_public_ip_on_launch = true
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "main" {
  vpc_id = aws_vpc.main.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}

resource "aws_route_table_association" "main" {
  subnet_id      = aws_subnet.main.id
  route_table_id = aws_route_table.main.id
}

resource "aws_security_group" "web" {
  name   = "web"
  vpc_id = aws_vpc.main.id
  ingress {
    from_port   = 80
    to_port     = 80
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_key_pair" "main" {
  key_name   = "story-terraform"
  public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICVYNYS0ekVz/qoBjH4s7LisQCCpv6Co4mh33TO/gRSL story"
}

resource "aws_iam_role" "main" {
  name = "instances-story"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ec2.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_instance_profile" "main" {
  name = "instances-story"
  role = aws_iam_role.main.name
}

resource "aws_instance" "main" {
  ami                    = data.aws_ami.debian.id
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.main.id
  vpc_security_group_ids = [aws_security_group.web.id]
  key_name               = aws_key_pair.main.key_name
  iam_instance_profile   = aws_iam_instance_profile.main.name
  user_data              = "#!/bin/sh\necho made > /made\n"
  root_block_device {
    volume_size = 9
    volume_type = "gp3"
  }
  metadata_options {
    http_endpoint = "enabled"
    http_tokens   = "required"
  }
  credit_specification {
    cpu_credits = "unlimited"
  }
  tags = {
    Name = "story"
  }
}

resource "aws_ebs_volume" "main" {
  availability_zone = aws_instance.main.availability_zone
  size              = 1
  type              = "gp3"
}

resource "aws_volume_attachment" "main" {
  device_name = "/dev/sdf"
  volume_id   = aws_ebs_volume.main.id
  instance_id = aws_instance.main.id
}

resource "aws_ebs_snapshot" "main" {
  volume_id = aws_ebs_volume.main.id
}

resource "aws_ebs_fast_snapshot_restore" "main" {
  availability_zone = "us-east-1a"
  snapshot_id       = aws_ebs_snapshot.main.id
}

resource "aws_eip" "main" {
  domain   = "vpc"
  instance = aws_instance.main.id
}

resource "aws_ami_from_instance" "main" {
  name               = "story"
  source_instance_id = aws_instance.main.id
}

resource "aws_launch_template" "main" {
  name          = "story"
  image_id      = data.aws_ami.debian.id
  instance_type = "t3.nano"
  metadata_options {
    http_tokens = "required"
  }
}

resource "aws_instance" "templated" {
  subnet_id = aws_subnet.main.id
  launch_template {
    id      = aws_launch_template.main.id
    version = "$Latest"
  }
}

data "aws_iam_policy_document" "import" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["vmie.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "import" {
  name               = "vmimport"
  assume_role_policy = data.aws_iam_policy_document.import.json
}

resource "aws_iam_role_policy" "import" {
  name = "reads"
  role = aws_iam_role.import.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "${aws_s3_bucket.import.arn}/*" }]
  })
}

resource "aws_s3_bucket" "import" {
  bucket = "imported-disks"
}

resource "aws_s3_object" "import" {
  bucket  = aws_s3_bucket.import.bucket
  key     = "disk.raw"
  content = "no file system, but a disk"
}

resource "aws_ebs_snapshot_import" "main" {
  role_name = aws_iam_role.import.name
  disk_container {
    format = "RAW"
    user_bucket {
      s3_bucket = aws_s3_bucket.import.bucket
      s3_key    = aws_s3_object.import.key
    }
  }
  tags = {
    Name = "imported"
  }
  depends_on = [aws_iam_role_policy.import]
}

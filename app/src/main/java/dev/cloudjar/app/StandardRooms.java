package dev.cloudjar.app;

import dev.cloudjar.cloud.Rooms;
import dev.cloudjar.cloud.RoomsProvider;
import dev.cloudjar.cloudtrail.CloudTrailRoom;
import dev.cloudjar.ec2.EbsRoom;
import dev.cloudjar.ec2.Ec2InstanceConnectRoom;
import dev.cloudjar.ec2.Ec2Room;
import dev.cloudjar.iam.IamRoom;
import dev.cloudjar.kms.KmsRoom;
import dev.cloudjar.organizations.OrganizationsRoom;
import dev.cloudjar.s3.S3ControlRoom;
import dev.cloudjar.s3.S3Room;
import dev.cloudjar.servicequotas.ServiceQuotasRoom;
import dev.cloudjar.sqs.SqsRoom;
import dev.cloudjar.sts.StsRoom;

/** The one list of rooms. */
public final class StandardRooms implements RoomsProvider {

  @Override
  public void addTo(Rooms rooms) {
    rooms.add("cloudtrail", CloudTrailRoom::new).eager("cloudtrail");
    rooms.add("ebs", EbsRoom::new);
    rooms.add("ec2", Ec2Room::new).eager("ec2");
    rooms.add("ec2instanceconnect", Ec2InstanceConnectRoom::new);
    rooms.addPlain("iam", IamRoom::new);
    rooms.add("kms", KmsRoom::new);
    rooms.add("organizations", OrganizationsRoom::new);
    rooms.addPlain("s3", S3Room::new);
    rooms.add("s3control", S3ControlRoom::new);
    rooms.add("servicequotas", ServiceQuotasRoom::new);
    rooms.add("sqs", SqsRoom::new);
    rooms.addPlain("sts", StsRoom::new);
  }

  static Rooms create() {
    Rooms rooms = new Rooms();
    new StandardRooms().addTo(rooms);
    return rooms;
  }
}

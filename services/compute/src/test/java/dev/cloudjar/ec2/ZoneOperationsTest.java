package dev.cloudjar.ec2;

import static dev.cloudjar.ec2.Requests.filter;
import static dev.cloudjar.ec2.Requests.tag;
import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.CloudjarTest;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AvailabilityZone;
import software.amazon.awssdk.services.ec2.model.Region;

/** Regions and zones, and what is the same for all operations. */
@CloudjarTest(rooms = Ec2Room.class)
class ZoneOperationsTest {
  private final Ec2Client ec2;

  ZoneOperationsTest(Ec2Client ec2) {
    this.ec2 = ec2;
  }

  @Test
  void a_region_has_three_zones() {
    assertThat(ec2.describeAvailabilityZones().availabilityZones())
        .extracting(zone -> zone.zoneName() + " " + zone.zoneId())
        .containsExactly("us-east-1a use1-az1", "us-east-1b use1-az2", "us-east-1c use1-az3");
    assertThat(
            ec2.describeAvailabilityZones(it -> it.filters(filter("zone-name", "*b", "no-such")))
                .availabilityZones())
        .extracting(AvailabilityZone::zoneName)
        .containsExactly("us-east-1b");
    refused(() -> ec2.describeAvailabilityZones(it -> it.zoneNames("us-east-1z")))
        .withCode("InvalidParameterValue")
        .withStatus(400)
        .saying("Invalid availability zone: [us-east-1z]");
  }

  @Test
  void regions_are_listed() {
    assertThat(ec2.describeRegions(it -> it.regionNames("eu-west-1")).regions())
        .extracting(Region::endpoint)
        .containsExactly("ec2.eu-west-1.amazonaws.com");
    refused(() -> ec2.describeRegions(it -> it.regionNames("mars-1")))
        .withCode("InvalidParameterValue");
    refused(() -> ec2.describeRegions(it -> it.filters(filter("color", "red"))))
        .withCode("InvalidParameterValue")
        .saying("The filter 'color' is invalid");
  }

  @Test
  void a_dry_run_does_nothing_but_tell_that_it_could() {
    refused(() -> ec2.describeRegions(it -> it.dryRun(true)))
        .withCode("DryRunOperation")
        .withStatus(412)
        .saying("Request would have succeeded, but DryRun flag is set.");
  }

  @Test
  void tags_need_something_to_be_on() {
    refused(() -> ec2.createTags(it -> it.resources("vpc-0123456789abcdef0").tags(tag("a", ""))))
        .withCode("InvalidVpcID.NotFound")
        .saying("The vpc ID 'vpc-0123456789abcdef0' does not exist");
    refused(() -> ec2.createTags(it -> it.resources("thing").tags(tag("a", ""))))
        .withCode("InvalidID")
        .saying("The ID 'thing' is not valid");
  }
}

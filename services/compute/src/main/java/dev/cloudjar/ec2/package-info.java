/**
 * Amazon EC2.
 *
 * <p>The room is four: {@link dev.cloudjar.ec2.ground}, on which all stands; {@link
 * dev.cloudjar.ec2.ways}, the doors at which networks end in the cloud; {@code vpc}, the networks;
 * and what runs in them. Each knows only what stands before it in this list; {@link
 * dev.cloudjar.ec2.Ec2Room} puts them together.
 *
 * <p>Of what runs in them, real are: instances, which are machines with their own processes and
 * network stacks, started, stopped, rebooted and terminated, also from within; their metadata at
 * 169.254.169.254 with credentials of their roles; user data and the common modules of cloud-init;
 * key pairs; Debian's images, and images made of instances; volumes and snapshots. Where the cloud
 * isn't root's, volumes can't be attached, and this machine has no way to public addresses. Where
 * the kernel keeps nothing apart, instances are processes of a user that run the scripts of their
 * user data and no more; networks are recorded then. Where there are no machines at all, instances
 * end at once and their state reason says why.
 *
 * <p>A zone can be taken down: its instances end, its interfaces are cut, and nothing is launched,
 * made or attached there until it is up. Its volumes stay as they are, and can be described.
 *
 * <p>Networks are real, too: packets between instances, their public addresses and what translates
 * them go as VPCs, route tables, security groups and access lists say. So are the ways to the cloud
 * itself: the network's name server, gateway and interface endpoints with their policies, and the
 * services' addresses outside, and flow logs that go to buckets. Only kept are flow logs that go
 * elsewhere, DHCP options, and DNS options of peerings.
 *
 * <p>Volumes are files of blocks: real are attaching, also to several instances at once, growing
 * while they are used, snapshots, and their speed by type, operations and throughput where control
 * groups of this machine hold disks to one. Roots are trees of files, as fast as this machine, and
 * do not fill up. Snapshots and images are copied to other Regions and accounts, shared, and
 * blocked from being public, for real; images are registered of snapshots of roots only, as blocks
 * boot nothing. Of encryption, who may use a key is real, and so are the keys that KMS makes and
 * opens; the bytes of volumes and snapshots lie unencrypted on this machine. Disks of hosts are
 * empty after each stop and as fast as this machine.
 *
 * <p>Recorded are: savings of burstable volumes (they are always full), CPU credits, monitoring,
 * tenancy, placement groups, the prices that Spot requests offer.
 *
 * <p>Launch templates and their versions are real; so is what policies can say of launches by them.
 * Those that ask for instances by requirements rather than by type are kept, and refused at launch.
 *
 * <p>Spot requests are fulfilled at once, for nobody outbids anybody and prices are not known.
 * Their instances are taken away by order of the house ({@code POST /_cloudjar/spot}), with two
 * minutes' notice. A persistent request whose instance was terminated stays open, for its capacity
 * does not come back.
 *
 * <p>Capacity reservations count the instances that use them, by the rules of AWS; but there is no
 * other capacity that could run short, and nothing is paid for them.
 *
 * <p>Not there yet: importing images and snapshots, fast restores and locks of snapshots, EBS
 * direct APIs, replacing roots, transit gateways, IPAM, IPv6, hibernation, console screenshots,
 * sessions by EC2 Instance Connect, signatures of the identity document.
 */
@NullMarked
package dev.cloudjar.ec2;

import org.jspecify.annotations.NullMarked;

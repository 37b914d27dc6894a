package dev.cloudjar.ec2.capacity;

import dev.cloudjar.ec2.ground.Ec2Resource;
import java.util.Optional;

/**
 * A group by which instances are placed, which is only recorded.
 *
 * @param strategy cluster, spread or partition
 * @param partitions how many; only with partitions
 * @param spreadLevel rack or host; only where they are spread
 */
record PlacementGroup(
    String id,
    String name,
    String strategy,
    Optional<Integer> partitions,
    Optional<String> spreadLevel)
    implements Ec2Resource {}

package dev.cloudjar.ec2.vpc;

import dev.cloudjar.ec2.ground.Ec2Resource;
import java.util.List;
import java.util.Map;

/** What instances are told when they ask for an address. */
record DhcpOptions(String id, Map<String, List<String>> options, boolean isDefault)
    implements Ec2Resource {}

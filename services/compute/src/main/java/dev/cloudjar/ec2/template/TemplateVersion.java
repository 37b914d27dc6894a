package dev.cloudjar.ec2.template;

import java.time.Instant;

/**
 * A version of a launch template, which never changes.
 *
 * @param createdBy the ARN of whoever made it
 * @param description empty where nothing was said
 */
record TemplateVersion(
    long number, String description, Instant created, String createdBy, TemplateData data) {}

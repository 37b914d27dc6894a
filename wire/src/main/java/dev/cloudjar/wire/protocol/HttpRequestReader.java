package dev.cloudjar.wire.protocol;

import dev.cloudjar.catalog.OperationModel;
import dev.cloudjar.wire.RequestHead;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;

/** Reads the members that a REST request carries outside of its body. */
final class HttpRequestReader {
  private final Texts headerTexts;
  private final Texts queryTexts;

  HttpRequestReader(Texts headerTexts, Texts queryTexts) {
    this.headerTexts = headerTexts;
    this.queryTexts = queryTexts;
  }

  void read(OperationModel operation, RequestHead head, SdkPojo builder, Structure structure) {
    Refusal refusal = queryTexts.refusal();
    UriTemplate template = UriTemplate.of(operation.uri());
    Map<String, String> labels = template.labels(head.path(), refusal);
    QueryString query = head.query().isEmpty() ? null : new QueryString(head.query(), refusal);
    for (Member member : structure.members) {
      MarshallLocation location = member.location;
      if (location == MarshallLocation.HEADER) {
        header(head, builder, member);
      } else if (location == MarshallLocation.QUERY_PARAM && query != null) {
        queryParameter(query, builder, member, structure, template);
      } else if (location == MarshallLocation.PATH || location == MarshallLocation.GREEDY_PATH) {
        String text = labels.get(member.name);
        if (text != null && member.shape instanceof Shape.Scalar scalar) {
          member.set(builder, queryTexts.read(scalar, member.name, text));
        }
      }
    }
  }

  private void header(RequestHead head, SdkPojo builder, Member member) {
    switch (member.shape) {
      case Shape.Scalar scalar -> {
        String text = headerText(head, member.lowerCaseName);
        if (text != null) {
          member.set(builder, headerValue(scalar, member, text));
        }
      }
      case Shape.Listing list when list.element() instanceof Shape.Scalar element -> {
        List<Object> elements = new ArrayList<>();
        for (String line : head.headers().all(member.lowerCaseName)) {
          for (String text : HeaderLists.split(line)) {
            elements.add(headerTexts.read(element, member.name, text));
          }
        }
        if (!elements.isEmpty()) {
          member.set(builder, elements);
        }
      }
      case Shape.Mapping map when map.value() instanceof Shape.Scalar element -> {
        Map<String, Object> entries = new LinkedHashMap<>();
        String prefix = member.lowerCaseName;
        head.headers()
            .forEach(
                (name, text) -> {
                  if (name.startsWith(prefix)) {
                    entries.merge(
                        name.substring(prefix.length()),
                        headerTexts.read(element, name, text),
                        (first, second) -> first + "," + second);
                  }
                });
        if (!entries.isEmpty()) {
          member.set(builder, entries);
        }
      }
      default -> throw new IllegalStateException("No header: " + member.name);
    }
  }

  /** A header of what was sent before the client framed it as {@code aws-chunked}. */
  private static @Nullable String headerText(RequestHead head, String name) {
    String text = head.headers().first(name);
    if (text != null && name.equals("content-length")) {
      String decoded = head.headers().first("x-amz-decoded-content-length");
      return decoded == null ? text : decoded;
    }
    if (text != null && name.equals("content-encoding") && text.contains("aws-chunked")) {
      List<String> others = new ArrayList<>(HeaderLists.split(text));
      others.removeIf(encoding -> encoding.equals("aws-chunked"));
      return others.isEmpty() ? null : String.join(",", others);
    }
    return text;
  }

  private Object headerValue(Shape.Scalar scalar, Member member, String text) {
    if (!scalar.jsonValue()) {
      return headerTexts.read(scalar, member.name, text);
    }
    try {
      return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notBase64) {
      throw headerTexts.refusal().because("The header " + member.name + " is no base64.");
    }
  }

  private void queryParameter(
      QueryString query,
      SdkPojo builder,
      Member member,
      Structure structure,
      UriTemplate template) {
    switch (member.shape) {
      case Shape.Scalar scalar -> {
        String text = query.first(member.name);
        if (text != null) {
          member.set(builder, queryTexts.read(scalar, member.name, text));
        }
      }
      case Shape.Listing list when list.element() instanceof Shape.Scalar element -> {
        List<Object> elements = elements(query.all(member.name), element, member.name);
        if (!elements.isEmpty()) {
          member.set(builder, elements);
        }
      }
      case Shape.Mapping map -> {
        Map<String, Object> entries = unclaimed(query, map, structure, template);
        if (!entries.isEmpty()) {
          member.set(builder, entries);
        }
      }
      default -> throw new IllegalStateException("No query parameter: " + member.name);
    }
  }

  private List<Object> elements(List<String> all, Shape.Scalar element, String name) {
    List<Object> elements = new ArrayList<>(all.size());
    for (String text : all) {
      elements.add(queryTexts.read(element, name, text));
    }
    return elements;
  }

  /** A map takes every parameter that no other member has. */
  private Map<String, Object> unclaimed(
      QueryString query, Shape.Mapping map, Structure structure, UriTemplate template) {
    Set<String> claimed = new HashSet<>(template.fixedParameters());
    for (Member other : structure.members) {
      if (other.location == MarshallLocation.QUERY_PARAM
          && !(other.shape instanceof Shape.Mapping)) {
        claimed.add(other.name);
      }
    }
    Map<String, Object> entries = new LinkedHashMap<>();
    query
        .parameters()
        .forEach(
            (name, texts) -> {
              if (!claimed.contains(name)) {
                entries.put(
                    name,
                    switch (map.value()) {
                      case Shape.Scalar scalar -> queryTexts.read(scalar, name, texts.getFirst());
                      case Shape.Listing list when list.element() instanceof Shape.Scalar scalar ->
                          elements(texts, scalar, name);
                      default -> throw new IllegalStateException("No query parameters: " + name);
                    });
              }
            });
    return entries;
  }
}

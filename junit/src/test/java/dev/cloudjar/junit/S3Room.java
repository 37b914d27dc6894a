package dev.cloudjar.junit;

import dev.cloudjar.cloud.Body;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Content;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.Operations.Download;
import dev.cloudjar.cloud.Operations.EventAnswer;
import dev.cloudjar.cloud.Resource;
import dev.cloudjar.cloud.Room;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.SelectObjectContentEventStream;
import software.amazon.awssdk.services.s3.model.SelectObjectContentRequest;
import software.amazon.awssdk.services.s3.model.SelectObjectContentResponse;

/** A tiny room: gives back what it was given, in the way that the first part of its key says. */
public final class S3Room implements Room {
  private final Map<String, byte[]> objects = new ConcurrentHashMap<>();

  @Override
  public void open(Operations operations, Cloud cloud) {
    operations
        .onUpload(
            PutObjectRequest.class,
            PutObjectResponse.class,
            (call, request, body) -> {
              objects.put(request.key(), read(body));
              return PutObjectResponse.builder().build();
            })
        .authorises("s3:PutObject", (call, request) -> Resource.any(call));
    operations
        .onDownload(
            GetObjectRequest.class,
            GetObjectResponse.class,
            (call, request) -> {
              byte[] bytes = objects.getOrDefault(request.key(), new byte[0]);
              return new Download<>(
                  GetObjectResponse.builder().contentLength((long) bytes.length).build(),
                  content(request.key().split("/", 2)[0], bytes));
            })
        .authorises("s3:GetObject", (call, request) -> Resource.any(call));
    operations
        .onEvents(
            SelectObjectContentRequest.class,
            SelectObjectContentResponse.class,
            (call, request) ->
                new EventAnswer<>(
                    SelectObjectContentResponse.builder().build(),
                    sink -> {
                      sink.send(SelectObjectContentEventStream.contBuilder().build());
                      sink.send(SelectObjectContentEventStream.endBuilder().build());
                    }))
        .authorises("s3:GetObject", (call, request) -> Resource.any(call));
  }

  private static byte[] read(Body body) {
    try (var stream = body.asInputStream()) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Content content(String kind, byte[] bytes) {
    return switch (kind) {
      case "file" -> file(bytes);
      case "streamed" ->
          new Content.Streamed(
              bytes.length,
              target -> {
                ByteBuffer left = ByteBuffer.wrap(bytes);
                while (left.hasRemaining()) {
                  target.write(left);
                }
              });
      default -> new Content.Bytes(ByteBuffer.wrap(bytes));
    };
  }

  private static Content file(byte[] bytes) {
    try {
      Path path = Files.createTempFile("object", "");
      Files.write(path, bytes);
      FileChannel channel = FileChannel.open(path, StandardOpenOption.DELETE_ON_CLOSE);
      return new Content.Pulled(bytes.length, channel::read, () -> close(channel));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

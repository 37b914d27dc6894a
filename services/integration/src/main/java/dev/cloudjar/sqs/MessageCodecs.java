package dev.cloudjar.sqs;

import dev.cloudjar.store.RowReader;
import dev.cloudjar.store.RowWriter;
import dev.cloudjar.store.ValueCodec;
import java.util.ArrayList;
import java.util.List;

/**
 * How the rows of a message are written: by hand, for each message is written and read several
 * times in its life. Each row begins with the version of its layout.
 */
final class MessageCodecs {
  private static final int LAYOUT = 1;

  private MessageCodecs() {}

  static final ValueCodec<MessageState> STATE =
      new ValueCodec<>() {
        @Override
        public byte[] write(MessageState state) {
          return new RowWriter(48)
              .number(LAYOUT)
              .number(state.revision())
              .number(state.visibleAtMillis())
              .number(state.receiveCount())
              .number(state.receiveCountBefore())
              .number(state.receivedAtMillis())
              .number(state.firstReceivedAtMillis())
              .optionalText(state.groupId())
              .toBytes();
        }

        @Override
        public MessageState read(byte[] bytes) {
          RowReader in = open(bytes);
          return new MessageState(
              in.integer(),
              in.number(),
              in.integer(),
              in.integer(),
              in.number(),
              in.number(),
              in.optionalText());
        }
      };

  static final ValueCodec<MessageContent> CONTENT =
      new ValueCodec<>() {
        @Override
        public byte[] write(MessageContent content) {
          RowWriter out =
              new RowWriter(160 + content.body().length())
                  .number(LAYOUT)
                  .text(content.messageId())
                  .text(content.body())
                  .text(content.bodyMd5())
                  .number(content.attributes().size());
          for (MessageAttribute attribute : content.attributes()) {
            out.text(attribute.name())
                .text(attribute.dataType())
                .optionalText(attribute.text())
                .optionalBytes(attribute.binary());
          }
          return out.optionalText(content.attributesMd5())
              .text(content.senderId())
              .optionalText(content.traceHeader())
              .optionalText(content.deduplicationId())
              .optionalText(content.deadLetterSourceArn())
              .toBytes();
        }

        @Override
        public MessageContent read(byte[] bytes) {
          RowReader in = open(bytes);
          return new MessageContent(
              in.text(),
              in.text(),
              in.text(),
              attributes(in),
              in.optionalText(),
              in.text(),
              in.optionalText(),
              in.optionalText(),
              in.optionalText());
        }

        private List<MessageAttribute> attributes(RowReader in) {
          int count = in.integer();
          if (count == 0) {
            return List.of();
          }
          List<MessageAttribute> attributes = new ArrayList<>(count);
          for (int i = 0; i < count; i++) {
            attributes.add(
                new MessageAttribute(in.text(), in.text(), in.optionalText(), in.optionalBytes()));
          }
          return List.copyOf(attributes);
        }
      };

  private static RowReader open(byte[] bytes) {
    RowReader in = new RowReader(bytes);
    int layout = in.integer();
    if (layout != LAYOUT) {
      throw new IllegalStateException("a message row of layout " + layout);
    }
    return in;
  }
}

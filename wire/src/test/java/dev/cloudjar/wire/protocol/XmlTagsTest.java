package dev.cloudjar.wire.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class XmlTagsTest {
  private static final String MANY = "a='b' ".repeat(101);

  private static boolean areOverloaded(String document) {
    return XmlTags.areOverloaded(ByteBuffer.wrap(document.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void tagsWithMoreAttributesThanAnyShapeHasAreFound() {
    assertThat(areOverloaded("<a><b " + MANY + "/></a>")).isTrue();
    assertThat(areOverloaded("<a " + MANY)).isTrue();
    assertThat(areOverloaded("<a b=\">\" " + MANY + ">")).isTrue();
  }

  @Test
  void whatOnlyLooksLikeAttributesIsNotCounted() {
    assertThat(areOverloaded("<a x='1' y=\"=\">" + MANY + "</a>")).isFalse();
    assertThat(areOverloaded("<a x='" + "=".repeat(500) + "'/>")).isFalse();
    assertThat(areOverloaded("<a><!-- <b " + MANY + " --></a>")).isFalse();
    assertThat(areOverloaded("<a><![CDATA[ <b " + MANY + " ]]></a>")).isFalse();
    assertThat(areOverloaded("<a b='c'/>".repeat(500))).isFalse();
    assertThat(areOverloaded("<![CDATA[")).isFalse();
    assertThat(areOverloaded("")).isFalse();
  }
}

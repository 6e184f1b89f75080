#!/usr/bin/env bash
# A rule of EventBridge on a list, and on keys with dots, as OCSF records have both.
#
# Versions:  event-ruler 1.8.1 (AWS's own matcher, which EventBridge is built on), Java 11 or newer, Maven
# Behaviour: `anything-but` on a list matches as soon as one element is another: a rule that is to leave a label out lets each
#            record through that has a second label. A record without the list does not match at all. `exists` is about
#            leaves: true of null, false of an object and of an empty list.
# Guess:     `anything-but` is the opposite of the value, so that a list with it does not match and an absent one does;
#            `exists` asks for the key.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > pom.xml <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion><groupId>findings</groupId><artifactId>probe</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>software.amazon.event.ruler</groupId><artifactId>event-ruler</artifactId><version>1.8.1</version></dependency>
  </dependencies>
</project>
XML
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath -Dmdep.outputFile=classpath > maven.log 2>&1 || { cat maven.log; exit 1; }

cat > Probe.java <<'JAVA'
import software.amazon.event.ruler.Machine;

class Probe {
  static void show(String what, String rule, String event) throws Exception {
    Machine machine = new Machine();
    machine.addRule("rule", rule);
    System.out.println(what + ": " + !machine.rulesForJSONEvent(event).isEmpty());
  }

  public static void main(String[] args) throws Exception {
    String but = "{\"metadata\":{\"labels\":[{\"anything-but\":[\"signal:ip_changed\"]}]}}";
    show("anything-but, the label alone", but, "{\"metadata\":{\"labels\":[\"signal:ip_changed\"]}}");
    show("anything-but, the label and another", but, "{\"metadata\":{\"labels\":[\"signal:ip_changed\",\"signal:asn_changed\"]}}");
    show("anything-but, an empty list", but, "{\"metadata\":{\"labels\":[]}}");
    show("anything-but, no list", but, "{\"metadata\":{\"uid\":\"9002\"}}");
    String exists = "{\"user\":[{\"exists\":true}]}";
    show("exists, a text", exists, "{\"user\":\"alice\"}");
    show("exists, null", exists, "{\"user\":null}");
    show("exists, an object", exists, "{\"user\":{\"uid\":\"auth0|1\"}}");
    show("exists, an empty list", exists, "{\"user\":[]}");
  }
}
JAVA

cat > expected <<'EXPECTED'
anything-but, the label alone: false
anything-but, the label and another: true
anything-but, an empty list: false
anything-but, no list: false
exists, a text: true
exists, null: true
exists, an object: false
exists, an empty list: false
EXPECTED
java -cp "$(cat classpath)" Probe.java | tee seen
diff expected seen

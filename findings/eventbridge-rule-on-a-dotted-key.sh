#!/usr/bin/env bash
# A rule of EventBridge on a key with a dot, as `unmapped` of OCSF records has.
#
# Versions:  event-ruler 1.8.1 (AWS's own matcher, which EventBridge is built on), Java 11 or newer, Maven
# Behaviour: a dot in a key and a level of nesting are one and the same. A rule for `"session_enricher.status"` fires on the
#            nested form and the other way round, and a rule cannot tell a record with one from a record with the other.
# Guess:     JSON has no paths: a key with a dot is another key, which a nested rule does not reach.
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
    String flat = "{\"unmapped\":{\"session_enricher.status\":\"enriched\"}}";
    String nested = "{\"unmapped\":{\"session_enricher\":{\"status\":\"enriched\"}}}";
    String flatRule = "{\"unmapped\":{\"session_enricher.status\":[\"enriched\"]}}";
    String nestedRule = "{\"unmapped\":{\"session_enricher\":{\"status\":[\"enriched\"]}}}";
    show("key with a dot, rule with a dot", flatRule, flat);
    show("key with a dot, nested rule", nestedRule, flat);
    show("nested key, rule with a dot", flatRule, nested);
    show("nested key, nested rule", nestedRule, nested);
  }
}
JAVA

cat > expected <<'EXPECTED'
key with a dot, rule with a dot: true
key with a dot, nested rule: true
nested key, rule with a dot: true
nested key, nested rule: true
EXPECTED
java -cp "$(cat classpath)" Probe.java | tee seen
diff expected seen

#!/usr/bin/env bash
# OCSF's `unmapped` in an index that maps by itself, and as a flat_object.
#
# Versions:  OpenSearch 2.19.1 (server and transport-netty4 by Maven, one node within the process), Java 17
# Behaviour: keys with dots become objects. `auth0.details.error` as a text in one record and `auth0.details.error.message` in
#            the next are one field that is a text and an object: the second record is refused, whole. As a flat_object both
#            go in; there one value above 32,766 bytes, whatever its key, refuses the record that holds it.
# Guess:     two keys of a map of texts are two texts; a field for free-form data takes a long text, or cuts it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > pom.xml <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion><groupId>findings</groupId><artifactId>probe</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.opensearch</groupId><artifactId>opensearch</artifactId><version>2.19.1</version></dependency>
    <dependency><groupId>org.opensearch.plugin</groupId><artifactId>transport-netty4-client</artifactId><version>2.19.1</version></dependency>
    <dependency><groupId>org.apache.logging.log4j</groupId><artifactId>log4j-core</artifactId><version>2.21.0</version></dependency>
  </dependencies>
</project>
XML
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath -Dmdep.outputFile=classpath > maven.log 2>&1 || { cat maven.log; exit 1; }

cat > Probe.java <<'JAVA'
import java.util.*;
import org.opensearch.action.support.WriteRequest;
import org.opensearch.client.Client;
import org.opensearch.common.settings.Settings;
import org.opensearch.common.xcontent.XContentType;
import org.opensearch.env.Environment;
import org.opensearch.index.query.QueryBuilders;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.transport.Netty4Plugin;

/** One node of OpenSearch within this process, on 127.0.0.1. */
class Probe {
  static Client client;

  static class LocalNode extends Node {
    LocalNode(Environment environment) { super(environment, List.of(Netty4Plugin.class), false); }
  }

  static void index(String index, String id, String document) {
    String answer = "taken";
    try {
      client.prepareIndex(index).setId(id).setSource(document, XContentType.JSON)
          .setRefreshPolicy(WriteRequest.RefreshPolicy.IMMEDIATE).get();
    } catch (RuntimeException error) {
      answer = "refused, " + error.getClass().getSimpleName();
    }
    System.out.println(id + ": " + answer);
  }

  static void search(String index, String query) {
    List<String> found = new ArrayList<>();
    client.prepareSearch(index).setQuery(QueryBuilders.wrapperQuery(query)).get().getHits().forEach(hit -> found.add(hit.getId()));
    Collections.sort(found);
    System.out.println(query + ": " + found);
  }

  public static void main(String[] args) throws Exception {
    Settings settings = Settings.builder().put("path.home", args[0]).put("node.name", "node").put("network.host", "127.0.0.1")
        .put("http.port", "0").put("transport.port", "0").put("discovery.type", "single-node")
        .put("transport.type", "netty4").put("http.type", "netty4")
        .put("cluster.routing.allocation.disk.threshold_enabled", false).build();
    Node node = new LocalNode(InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), null, () -> "node"));
    node.start();
    client = node.client();
    probe();
    node.close();
    System.exit(0);
  }

  static void probe() {
    client.admin().indices().prepareCreate("flat").setMapping("{\"properties\":{\"unmapped\":{\"type\":\"flat_object\"}}}").get();
    for (String index : List.of("mapped-by-itself", "flat")) {
      System.out.println(index);
      index(index, "text", "{\"unmapped\":{\"auth0.details.error\":\"invalid_grant\"}}");
      index(index, "object", "{\"unmapped\":{\"auth0.details.error.message\":\"invalid_grant\"}}");
      index(index, "long text", "{\"unmapped\":{\"auth0.details.note\":\"" + "x".repeat(40_000) + "\"}}");
    }
  }
}
JAVA

cat > expected <<'EXPECTED'
mapped-by-itself
text: taken
object: refused, MapperParsingException
long text: taken
flat
text: taken
object: taken
long text: refused, IllegalArgumentException
EXPECTED
java -cp "$(cat classpath)" Probe.java "$work" 2> java.log | grep -vE '^[[:space:]]*$|WARN|INFO|ERROR' | tee seen || { cat java.log; exit 1; }
diff expected seen

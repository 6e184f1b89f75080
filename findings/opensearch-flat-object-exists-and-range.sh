#!/usr/bin/env bash
# OCSF's `unmapped` as a flat_object: which queries see what is in it.
#
# Versions:  OpenSearch 2.19.1 (server and transport-netty4 by Maven, one node within the process), Java 17
# Behaviour: `term` and `prefix` find a value by its path, and a key with a dot is the same as nesting. `exists` knows
#            no paths: it never finds one of two levels, and a single name it finds at whatever depth. `range` compares texts:
#            10 is not greater than 6.
# Guess:     a path that `term` finds, `exists` finds (the documentation of flat_object lists exists); numbers
#            are compared as numbers, or the query is refused.
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
    client.admin().indices().prepareCreate("records").setMapping("{\"properties\":{\"unmapped\":{\"type\":\"flat_object\"}}}").get();
    index("records", "dotted", "{\"unmapped\":{\"session_enricher.status\":\"enriched\"}}");
    index("records", "nested", "{\"unmapped\":{\"session_enricher\":{\"status\":\"enriched\"}}}");
    index("records", "level", "{\"unmapped\":{\"status\":\"enriched\"}}");
    index("records", "five", "{\"unmapped\":{\"count\":5}}");
    index("records", "ten", "{\"unmapped\":{\"count\":10}}");
    search("records", "{\"term\":{\"unmapped.session_enricher.status\":\"enriched\"}}");
    search("records", "{\"prefix\":{\"unmapped.session_enricher.status\":\"enr\"}}");
    search("records", "{\"exists\":{\"field\":\"unmapped.session_enricher.status\"}}");
    search("records", "{\"exists\":{\"field\":\"unmapped.status\"}}");
    search("records", "{\"range\":{\"unmapped.count\":{\"gte\":5}}}");
    search("records", "{\"range\":{\"unmapped.count\":{\"gte\":6}}}");
  }
}
JAVA

cat > expected <<'EXPECTED'
dotted: taken
nested: taken
level: taken
five: taken
ten: taken
{"term":{"unmapped.session_enricher.status":"enriched"}}: [dotted, nested]
{"prefix":{"unmapped.session_enricher.status":"enr"}}: [dotted, nested]
{"exists":{"field":"unmapped.session_enricher.status"}}: []
{"exists":{"field":"unmapped.status"}}: [dotted, level, nested]
{"range":{"unmapped.count":{"gte":5}}}: [five]
{"range":{"unmapped.count":{"gte":6}}}: []
EXPECTED
java -cp "$(cat classpath)" Probe.java "$work" 2> java.log | grep -vE '^[[:space:]]*$|WARN|INFO|ERROR' | tee seen || { cat java.log; exit 1; }
diff expected seen

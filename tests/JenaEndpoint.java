import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.apache.jena.query.Dataset;
import org.apache.jena.query.Query;
import org.apache.jena.query.QueryExecution;
import org.apache.jena.query.QueryExecutionFactory;
import org.apache.jena.query.QueryFactory;
import org.apache.jena.query.ResultSetFormatter;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFDataMgr;
import org.apache.jena.system.Txn;
import org.apache.jena.tdb2.TDB2;
import org.apache.jena.tdb2.TDB2Factory;
import org.apache.jena.update.UpdateAction;

/**
 * Jena's engine (ARQ) over a database of TDB2, behind a port of the loopback: what Fuseki does with a query or an update, without Fuseki, which
 * Debian does not have. The default graph of a query is the union of the named graphs, as tdb2:unionDefaultGraph sets it in Fuseki.
 * Run with the folder of the database and the port.
 */
public class JenaEndpoint {
    private interface Answering {
        byte[] answer(HttpExchange exchange, String body) throws IOException;
    }

    public static void main(String[] arguments) throws IOException {
        Dataset dataset = TDB2Factory.connectDataset(arguments[0]);
        dataset.getContext().set(TDB2.symUnionDefaultGraph, true);
        HttpServer server = HttpServer.create(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[1])), 0);
        serve(server, "/query", (exchange, body) ->
            Txn.calculateRead(dataset, () -> ask(exchange, QueryFactory.create(parameter(body, "query")), dataset)));
        serve(server, "/update", (exchange, body) -> {
            Txn.executeWrite(dataset, () -> UpdateAction.parseExecute(body, dataset));
            return new byte[0];
        });
        server.start();
    }

    private static byte[] ask(HttpExchange exchange, Query query, Dataset dataset) {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try (QueryExecution execution = QueryExecutionFactory.create(query, dataset)) {
            if (query.isConstructType()) {
                exchange.getResponseHeaders().set("Content-Type", "application/n-triples");
                RDFDataMgr.write(answer, execution.execConstruct(), Lang.NTRIPLES);
            } else {
                exchange.getResponseHeaders().set("Content-Type", "application/sparql-results+json");
                ResultSetFormatter.outputAsJSON(answer, execution.execSelect());
            }
        }
        return answer.toByteArray();
    }

    private static void serve(HttpServer server, String path, Answering answering) {
        server.createContext(path, exchange -> {
            int status = 200;
            byte[] answer;
            try {
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                answer = answering.answer(exchange, body);
            } catch (RuntimeException refused) {
                status = 400;
                answer = refused.toString().getBytes(StandardCharsets.UTF_8);
            }
            exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
    }

    private static String parameter(String form, String name) {
        for (String pair : form.split("&")) {
            if (pair.startsWith(name + "=")) {
                return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
            }
        }
        throw new IllegalArgumentException("no " + name + " in what was sent");
    }
}

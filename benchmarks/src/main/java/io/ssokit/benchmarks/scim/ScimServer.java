package io.ssokit.benchmarks.scim;

import com.sun.management.OperatingSystemMXBean;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.EnumSet;
import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** One server, started by {@link ScimLoad} in a process of its own: prints its port and ends with its standard input. */
public final class ScimServer {
    static final String READY = "listening on ";
    static final String BASE = "/scim/v2";
    static final Map<String, Supplier<Peer>> PEERS = Map.of(
            "sso-kit", KitPeer::new,
            "SCIM-SDK", ScimSdkPeer::new,
            "UnboundID", UnboundIdPeer::new,
            "SCIMple", ScimplePeer::new);

    private ScimServer() {}

    /** @param args the peer's name */
    public static void main(String[] args) throws Exception {
        Peer peer = PEERS.get(args[0]).get();
        Server server = new Server(new QueuedThreadPool(20));
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler();
        context.addServlet(new ServletHolder(peer.servlet()), BASE + "/*");
        if (!(peer instanceof KitPeer)) {
            context.addFilter(new FilterHolder(new TokenCheck()), BASE + "/*", EnumSet.of(DispatcherType.REQUEST));
        }
        context.addServlet(new ServletHolder(new Control(peer)), "/control/*");
        server.setHandler(context);
        server.start();
        System.out.println(READY + connector.getLocalPort());
        while (System.in.read() >= 0) {
            // whoever started us ends us by closing it
        }
        server.stop();
        System.exit(0);
    }

    /** What is not measured: filling the server, and reading its processor time. */
    private static final class Control extends HttpServlet {
        private static final long serialVersionUID = 1L;
        private final transient Peer peer;
        private final transient OperatingSystemMXBean system =
                (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

        Control(Peer peer) {
            this.peer = peer;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            int number = request.getParameter("n") == null ? 0 : Integer.parseInt(request.getParameter("n"));
            response.setContentType("text/plain");
            response.getWriter().print(answer(request.getPathInfo(), number));
        }

        private String answer(String path, int number) {
            switch (path) {
                case "/cpu":
                    return Long.toString(system.getProcessCpuTime());
                case "/users":
                    peer.users(number);
                    return "done";
                case "/group":
                    return peer.group(number);
                case "/user":
                    return peer.userId(number);
                default:
                    throw new IllegalArgumentException(path);
            }
        }
    }
}

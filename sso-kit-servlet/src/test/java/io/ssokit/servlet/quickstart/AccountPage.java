package io.ssokit.servlet.quickstart;

import io.ssokit.servlet.Sso;
import io.ssokit.session.SsoSession;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

// region page
@WebServlet("/app/account")
public final class AccountPage extends HttpServlet {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        SsoSession me = Sso.session(request); // throws where the path is not protected
        response.setContentType("text/plain;charset=UTF-8");
        response.getWriter().println("Hello " + me.displayName() + " of " + me.tenant());
        if (request.isUserInRole("admins")) {
            String costCenter = me.tags().value("CostCenter").orElse("unknown");
            response.getWriter().println("Cost centre " + costCenter);
        }
    }
}
// end region

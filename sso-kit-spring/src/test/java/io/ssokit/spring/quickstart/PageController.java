package io.ssokit.spring.quickstart;

import io.ssokit.SsoKit;
import io.ssokit.launch.LaunchRequest;
import io.ssokit.launch.PresignedUrl;
import io.ssokit.servlet.Sso;
import io.ssokit.session.SsoSession;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

// region controller
@RestController
class PageController {
    private final SsoKit kit;

    PageController(SsoKit kit) {
        this.kit = kit;
    }

    @GetMapping("/app/me")
    Map<String, Object> me(HttpServletRequest request) {
        SsoSession me = Sso.session(request);
        return Map.of(
                "user", me.userName(),
                "connection", me.connection(),
                "groups", me.groups(),
                "costCenter", me.tags().value("CostCenter").orElse("none"));
    }

    @PostMapping("/app/launch")
    ResponseEntity<Void> launch(HttpServletRequest request) {
        PresignedUrl url = kit.launcher().presign(LaunchRequest.to("studio").as(Sso.session(request)));
        return ResponseEntity.status(303).location(url.authorizedUrl()).build();
    }

    @GetMapping("/studio/")
    String studio(HttpServletRequest request) {
        return Sso.session(request)
                .launch()
                .map(launched -> "Welcome to the studio, " + launched.profile())
                .orElse("Open the studio from its tile");
    }
}
// end region

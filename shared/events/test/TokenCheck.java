import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerToken;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerValidatorCallback;

/** Makes the broker of a test ask mskAuthority.ts whether a token is good. It answers with the caller and the end of the token, in milliseconds. */
public class TokenCheck implements AuthenticateCallbackHandler {
  private static final URI AUTHORITY = URI.create(System.getProperty("authority"));
  private final HttpClient http = HttpClient.newHttpClient();

  @Override
  public void handle(Callback[] callbacks) throws IOException, UnsupportedCallbackException {
    for (Callback callback : callbacks) {
      if (!(callback instanceof OAuthBearerValidatorCallback)) throw new UnsupportedCallbackException(callback);
      OAuthBearerValidatorCallback validator = (OAuthBearerValidatorCallback) callback;
      String token = validator.tokenValue();
      HttpResponse<String> answer = ask(token);
      if (answer.statusCode() != 200) {
        validator.error("invalid_token", null, null);
        continue;
      }
      String[] parts = answer.body().split(" ");
      validator.token(new Token(token, parts[0], Long.parseLong(parts[1])));
    }
  }

  private HttpResponse<String> ask(String token) throws IOException {
    try {
      HttpRequest request = HttpRequest.newBuilder(AUTHORITY).POST(HttpRequest.BodyPublishers.ofString(token)).build();
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException interrupted) {
      throw new IOException(interrupted);
    }
  }

  @Override
  public void configure(Map<String, ?> configs, String mechanism, List<AppConfigurationEntry> entries) {}

  @Override
  public void close() {}

  private static final class Token implements OAuthBearerToken {
    private final String value;
    private final String principal;
    private final long end;

    Token(String value, String principal, long end) {
      this.value = value;
      this.principal = principal;
      this.end = end;
    }

    @Override
    public String value() {
      return value;
    }

    @Override
    public Set<String> scope() {
      return Set.of();
    }

    @Override
    public long lifetimeMs() {
      return end;
    }

    @Override
    public String principalName() {
      return principal;
    }

    @Override
    public Long startTimeMs() {
      return null;
    }
  }
}

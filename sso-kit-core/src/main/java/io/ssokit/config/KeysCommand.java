package io.ssokit.config;

import io.ssokit.SsoKit;
import io.ssokit.connection.ConfigurationProblems;
import io.ssokit.connection.Secret;
import io.ssokit.error.SsoException;
import io.ssokit.key.SamlKey;
import io.ssokit.key.SamlKey.State;
import io.ssokit.key.SamlKey.Use;
import io.ssokit.key.SamlKeys;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Our SAML keys from the command line, in the stores that a configuration file names: {@code java -cp … KeysCommand --config
 * sso-kit.yaml list}. Ends with 0 if it was done, 1 if it was refused, 2 if it was not understood. Never prints a private
 * key.
 */
public final class KeysCommand {
    private static final int DONE = 0;
    private static final int REFUSED = 1;
    private static final int NOT_UNDERSTOOD = 2;
    private static final int MAX_PEM = 1 << 20;
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyy-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final String USAGE = """
            usage: KeysCommand --config FILE COMMAND

              list                                 all keys, current ones first
              make signing|encryption              a new key, next to the current one; the very first is current at once
              rotate signing|encryption            the next key becomes the current one, and that a previous one
              retire ID                            remove a next or previous key for good
              import signing|encryption PEM-FILE   take a key over: RSA as unencrypted PKCS#8, and its certificate; - reads
                                                   standard input
              export-cert signing|encryption|ID    the certificate in PEM, of the current key or of the one named

            FILE needs base-url, secret and stores as the app has them; more does no harm.
            """;

    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;

    private KeysCommand(InputStream in, PrintStream out, PrintStream err) {
        this.in = in;
        this.out = out;
        this.err = err;
    }

    /** Runs one command and ends the process. */
    public static void main(String[] args) {
        int code = run(List.of(args), System.in, System.out, System.err);
        System.exit(code);
    }

    static int run(List<String> args, InputStream in, PrintStream out, PrintStream err) {
        return new KeysCommand(in, out, err).run(args);
    }

    /** What was typed makes no sense. */
    private static final class Misunderstood extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Misunderstood(String what) {
            super(what);
        }
    }

    /** What was asked for is not there or may not be. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(String why) {
            super(why);
        }
    }

    private int run(List<String> args) {
        if (args.isEmpty() || List.of("help", "--help", "-h").contains(args.get(0))) {
            (args.isEmpty() ? err : out).print(USAGE);
            return args.isEmpty() ? NOT_UNDERSTOOD : DONE;
        }
        try {
            Command command = parse(args);
            try (SsoKit kit = SsoKitConfig.yaml(command.config()).build()) {
                requireDurable(kit);
                run(command, kit.samlKeys());
            }
            return DONE;
        } catch (Misunderstood wrong) {
            err.println(wrong.getMessage());
            err.print(USAGE);
            return NOT_UNDERSTOOD;
        } catch (Refused | SsoException | ConfigurationProblems refused) {
            err.println(refused.getMessage());
            return REFUSED;
        }
    }

    /** A command that can be carried out. */
    private record Command(Path config, String name, List<String> operands) {}

    private static Command parse(List<String> args) {
        if (!args.get(0).equals("--config") || args.size() < 3) {
            throw new Misunderstood("--config FILE and a command are needed");
        }
        Command command = new Command(Path.of(args.get(1)), args.get(2), args.subList(3, args.size()));
        int wanted = switch (command.name()) {
            case "list" -> 0;
            case "make", "rotate", "retire", "export-cert" -> 1;
            case "import" -> 2;
            default -> throw new Misunderstood("'" + command.name() + "' is no command");
        };
        if (command.operands().size() != wanted) {
            throw new Misunderstood(command.name() + " takes " + wanted + " operands");
        }
        if (wanted > 0 && !List.of("retire", "export-cert").contains(command.name())) {
            use(command.operands().get(0));
        }
        return command;
    }

    private static void requireDurable(SsoKit kit) {
        if (!kit.stores().samlKeys().isDurable()) {
            throw new Refused(
                    "the stores of this configuration are in memory: every process has keys of its own, which end"
                            + " with it. Configure stores of type jdbc.");
        }
    }

    private void run(Command command, SamlKeys keys) {
        switch (command.name()) {
            case "list" -> list(keys.list());
            case "make" -> say(keys.make(use(command.operands().get(0))), "is made");
            case "rotate" -> say(keys.rotate(use(command.operands().get(0))), "is in use");
            case "retire" -> {
                keys.retire(command.operands().get(0));
                out.println(command.operands().get(0) + " is retired");
            }
            case "import" ->
                say(
                        keys.importPem(
                                use(command.operands().get(0)),
                                read(command.operands().get(1))),
                        "is taken over");
            default -> out.print(find(keys.list(), command.operands().get(0)).pem());
        }
    }

    private void list(List<SamlKey> keys) {
        String format = "%-12s  %-10s  %-8s  %-10s  %-10s  %s%n";
        out.printf(format, "ID", "USE", "STATE", "CREATED", "UNTIL", "NAME");
        for (SamlKey key : keys) {
            out.printf(
                    format,
                    key.id(),
                    name(key.use()),
                    name(key.state()),
                    DAY.format(key.created()),
                    DAY.format(key.certificate().getNotAfter().toInstant()),
                    key.certificate().getSubjectX500Principal().getName());
        }
    }

    private void say(SamlKey key, String what) {
        out.println(key.id() + " " + what + ": " + name(key.use()) + ", " + name(key.state()));
        if (key.state() == State.NEXT && key.use() == Use.SIGNING) {
            out.println("Our metadata shows it. Once the identity providers have read it: rotate signing");
        } else if (key.state() == State.NEXT) {
            out.println("It decrypts already. To have identity providers encrypt to it: rotate encryption");
        }
    }

    private static SamlKey find(List<SamlKey> keys, String useOrId) {
        return keys.stream()
                .filter(key ->
                        key.id().equals(useOrId) || name(key.use()).equals(useOrId) && key.state() == State.CURRENT)
                .findFirst()
                .orElseThrow(() -> new Refused("there is no key '" + useOrId + "'"));
    }

    private Secret read(String file) {
        try (InputStream from = file.equals("-") ? in : Files.newInputStream(Path.of(file))) {
            byte[] bytes = from.readNBytes(MAX_PEM);
            if (bytes.length == 0) {
                throw new Refused(file + " is empty");
            }
            return Secret.of(new String(bytes, StandardCharsets.ISO_8859_1));
        } catch (IOException unreadable) {
            throw new Refused(file + " cannot be read (" + unreadable.getClass().getSimpleName() + ")");
        }
    }

    private static Use use(String text) {
        return Arrays.stream(Use.values())
                .filter(use -> name(use).equals(text))
                .findFirst()
                .orElseThrow(() -> new Misunderstood("'" + text + "' is no use: signing or encryption"));
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}

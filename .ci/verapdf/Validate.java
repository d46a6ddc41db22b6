import com.google.gson.Gson;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/**
 * Says of each PDF file whose path stands on a line of standard input whether it keeps
 * to the standards that the arguments name, such as {@code 3a} for PDF/A-3a and
 * {@code ua1} for PDF/UA-1: one line of JSON for each file.
 */
public class Validate {
    /** What is said of a file; {@code error} is why it could not be read, or null. */
    static class Report {
        String error;
        List<Standard> standards = new ArrayList<>();
    }

    /** A standard, how much was looked at, and each rule that the file breaks, once. */
    static class Standard {
        String name;
        boolean kept;
        int checks;
        List<String> broken = new ArrayList<>();
    }

    public static void main(String[] names) throws Exception {
        Logger.getLogger("").setLevel(Level.OFF);
        VeraGreenfieldFoundryProvider.initialise();
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        BufferedReader paths = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String path; (path = paths.readLine()) != null; ) {
            Report report = new Report();
            try {
                for (String name : names) {
                    report.standards.add(validate(path, name));
                }
            } catch (Exception e) {
                report.error = String.valueOf(e);
            }
            out.println(new Gson().toJson(report));
        }
    }

    static Standard validate(String path, String name) throws Exception {
        PDFAFlavour flavour = PDFAFlavour.byFlavourId(name);
        Standard s = new Standard();
        s.name = name;
        try (InputStream file = new FileInputStream(path);
                PDFAParser parser = Foundries.defaultInstance().createParser(file, flavour);
                PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
            ValidationResult result = validator.validate(parser);
            s.kept = result.isCompliant();
            s.checks = result.getTotalAssertions();
            for (TestAssertion a : result.getTestAssertions()) {
                String rule = a.getRuleId().getClause() + "-" + a.getRuleId().getTestNumber();
                if (a.getStatus() == TestAssertion.Status.FAILED && s.broken.stream().noneMatch(b -> b.startsWith(rule + ":"))) {
                    s.broken.add(rule + ": " + a.getMessage() + " At " + a.getLocation().getContext());
                }
            }
        }
        return s;
    }
}

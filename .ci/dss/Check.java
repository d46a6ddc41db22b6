import com.google.gson.Gson;
import eu.europa.esig.dss.diagnostic.CertificateWrapper;
import eu.europa.esig.dss.diagnostic.DiagnosticData;
import eu.europa.esig.dss.diagnostic.SignatureWrapper;
import eu.europa.esig.dss.diagnostic.TimestampWrapper;
import eu.europa.esig.dss.diagnostic.jaxb.XmlObjectModification;
import eu.europa.esig.dss.enumerations.SignatureScopeType;
import eu.europa.esig.dss.jaxb.object.Message;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.pades.validation.PDFDocumentValidator;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.validation.reports.Reports;
import java.io.BufferedReader;
import java.io.File;
import java.io.FileInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;

/**
 * Says of each PDF file whose path stands on a line of standard input what the EU's
 * DSS library says of its signatures, by the rules that the library brings: one line
 * of JSON for each file. Trusted are the certificates of the PEM file that the only
 * argument names. Nothing is asked of the network: neither certificates nor
 * revocations nor the EU's lists.
 */
public class Check {
    /** What is said of a file. {@code error} is why it could not be read, or null. */
    static class Report {
        String error;
        List<Signature> signatures = new ArrayList<>();
    }

    /** What is said of one signature; times are in RFC 3339. */
    static class Signature {
        String indication, subIndication, level, subFilter, digest, signer, signingTime, bestTime;
        boolean intact, valid, wholeDocument, modified, trusted;
        List<String> chain = new ArrayList<>();
        List<String> changes = new ArrayList<>();
        List<String> undefinedChanges = new ArrayList<>();
        List<TimeStamp> timeStamps = new ArrayList<>();
        List<String> errors, warnings, infos;
    }

    /** A time stamp; {@code matches} is whether it is of this signature. */
    static class TimeStamp {
        String type, indication, subIndication, time, authority;
        boolean matches, intact, valid, trusted;
        List<String> errors, warnings;
    }

    public static void main(String[] args) throws Exception {
        var trusted = new CommonTrustedCertificateSource();
        try (InputStream in = new FileInputStream(args[0])) {
            for (Certificate c : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                trusted.addCertificate(new CertificateToken((X509Certificate) c));
            }
        }
        var gson = new Gson();
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String path; (path = in.readLine()) != null; ) {
            Report report;
            try {
                report = check(new File(path), trusted);
            } catch (Exception | OutOfMemoryError | StackOverflowError e) {
                report = new Report();
                report.error = e.toString();
            }
            out.println(gson.toJson(report));
        }
    }

    static Report check(File file, CommonTrustedCertificateSource trusted) {
        var verifier = new CommonCertificateVerifier(true); // with no source of revocations
        verifier.setAIASource(null);
        verifier.setTrustedCertSources(trusted);
        var validator = new PDFDocumentValidator(new FileDocument(file));
        validator.setCertificateVerifier(verifier);
        validator.setEnableEtsiValidationReport(false);
        Reports reports = validator.validateDocument();
        var report = new Report();
        DiagnosticData data = reports.getDiagnosticData();
        for (SignatureWrapper s : data.getSignatures()) {
            report.signatures.add(signature(s, reports.getSimpleReport(), file.length()));
        }
        return report;
    }

    static Signature signature(SignatureWrapper s, SimpleReport simple, long size) {
        var r = new Signature();
        r.indication = word(simple.getIndication(s.getId()));
        r.subIndication = word(simple.getSubIndication(s.getId()));
        r.level = s.getSignatureFormat().toString();
        r.subFilter = s.getSubFilter();
        r.digest = word(s.getDigestAlgorithm());
        r.signingTime = time(s.getClaimedSigningTime());
        r.bestTime = time(simple.getBestSignatureTime(s.getId()));
        r.intact = s.isSignatureIntact();
        r.valid = s.isSignatureValid();
        r.trusted = s.isTrustedChain();
        r.wholeDocument = s.getSignatureScopes().stream().allMatch(x -> x.getScope() == SignatureScopeType.FULL)
            && reaches(s.getSignatureByteRange(), size);
        for (CertificateWrapper c : s.getCertificateChain()) {
            r.chain.add(c.getCertificateDN());
        }
        r.signer = r.chain.isEmpty() ? "" : r.chain.get(0);
        r.modified = s.arePdfModificationsDetected() || s.arePdfObjectModificationsDetected();
        for (List<XmlObjectModification> kind : List.of(s.getPdfExtensionChanges(),
                s.getPdfSignatureOrFormFillChanges(), s.getPdfAnnotationChanges())) {
            r.changes.addAll(changes(kind));
        }
        r.undefinedChanges = changes(s.getPdfUndefinedChanges());
        for (TimestampWrapper t : s.getTimestampList()) {
            r.timeStamps.add(timeStamp(t, simple));
        }
        r.errors = texts(simple.getAdESValidationErrors(s.getId()));
        r.warnings = texts(simple.getAdESValidationWarnings(s.getId()));
        r.infos = texts(simple.getAdESValidationInfo(s.getId()));
        return r;
    }

    static TimeStamp timeStamp(TimestampWrapper t, SimpleReport simple) {
        var r = new TimeStamp();
        r.type = word(t.getType());
        r.indication = word(simple.getIndication(t.getId()));
        r.subIndication = word(simple.getSubIndication(t.getId()));
        r.time = time(t.getProductionTime());
        CertificateWrapper c = t.getSigningCertificate();
        r.authority = c == null ? "" : c.getCertificateDN();
        r.matches = t.isMessageImprintDataFound() && t.isMessageImprintDataIntact();
        r.intact = t.isSignatureIntact();
        r.valid = t.isSignatureValid();
        r.trusted = t.isTrustedChain();
        r.errors = texts(simple.getAdESValidationErrors(t.getId()));
        r.warnings = texts(simple.getAdESValidationWarnings(t.getId()));
        return r;
    }

    /** Whether the range begins with the file and ends with it. */
    static boolean reaches(List<BigInteger> range, long size) {
        return range.size() == 4 && range.get(0).signum() == 0
            && range.get(2).add(range.get(3)).equals(BigInteger.valueOf(size));
    }

    static List<String> changes(List<XmlObjectModification> list) {
        return list.stream().map(m -> m.getAction() + " " + m.getValue()).toList();
    }

    static List<String> texts(List<Message> list) {
        return list.stream().map(Message::getValue).toList();
    }

    static String word(Enum<?> e) {
        return e == null ? "" : e.name();
    }

    static String time(Date d) {
        return d == null ? null : d.toInstant().toString();
    }
}

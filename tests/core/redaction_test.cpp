// Redaction: each pattern is masked wherever it stands, and nothing else is.
#include "core/export/redaction.h"
#include "core/json/document.h"

#include <QElapsedTimer>
#include <QTest>

using namespace rolloutscope;

// Secrets are put together here, so that no scanner takes this file for a leak.
namespace {

const std::string letters = "Abcd1234efgh5678ijkl9012mnop3456qrst";

std::string run(const QByteArray& text)
{
    return redacted(text.toStdString());
}

} // namespace

class RedactionTest : public QObject {
    Q_OBJECT

private slots:
    void masks_data();
    void masks();
    void leaves_data();
    void leaves();
    void masksBehindEscapes();
    void jsonStaysJson();
    void redactingTwiceIsRedactingOnce();
    void isLinear_data();
    void isLinear();
};

void RedactionTest::masks_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* name, const std::string& text, const std::string& expected) {
        QTest::newRow(name) << QByteArray::fromStdString(text) << QByteArray::fromStdString(expected);
    };
    const std::string key = "[redacted API key]";
    const std::string token = "[redacted token]";
    row("OpenAI", "key sk-" + letters + ", used", "key " + key + ", used");
    row("OpenAI project", "sk-proj-" + letters, key);
    row("Anthropic", "sk-ant-api03-" + letters + "-_x", key);
    row("Stripe", "sk_live_" + letters, key);
    row("GitHub", "ghp_" + letters + " gho_" + letters, token + " " + token);
    row("GitHub, fine", "github_pat_" + letters + "_x", token);
    row("AWS",
        "id AKIA"
        "ABCDEFGH23456789.",
        "id " + key + ".");
    row("Google",
        "AIza"
        "Sy" +
            letters,
        key);
    row("Slack",
        "xoxb-"
        "123456789012-abcdefGHIJ",
        token);
    row("JWT",
        "eyJ"
        "hbGciOiJIUzI1NiJ9.eyJ"
        "zdWIiOiIxIn0.c2ln-_x next",
        token + " next");
    row("bearer", "curl -H 'Authorization: Bearer abc.def-123456' x",
        "curl -H 'Authorization: Bearer " + token + "' x");
    row("basic", "authorization: Basic YW5hOmh1bnRlcjI=", "authorization: Basic " + token);
    row("authorization in JSON", R"({"Authorization":"Bearer abcdef123"})",
        R"({"Authorization":"Bearer )" + token + "\"}");
    row("bearer alone", "Bearer abcdefghijklmnop12", "Bearer " + token);
    row("password", "password=hunter2&x=1", "password=[redacted password]&x=1");
    row("password in prose", "Password: hunter2, ok", "Password: [redacted password], ok");
    row("number as password", "password: 1234", "password: [redacted password]");
    row("in quotes", "DB_PASSWORD = \"correct horse, battery\"", "DB_PASSWORD = \"[redacted password]\"");
    row("option", "mysql --password hunter2 -e x", "mysql --password [redacted password] -e x");
    row("option with =", "--api-key=abc123", "--api-key=" + key);
    row("environment", "AWS_SECRET_ACCESS_KEY=abc/def+1", "AWS_SECRET_ACCESS_KEY=" + key);
    row("token", "auth_token: 'a1b2c3d4'", "auth_token: '" + token + "'");
    row("secret", "clientSecret => s3cr3t", "clientSecret => [redacted secret]");
    row("plain word", "password = hunter", "password = [redacted password]");
    row("percent", "?token%3Dabcdefgh&y", "?token%3D" + token + "&y");
    row("URL", "postgres://ana:pa55@db.local/x", "postgres://ana:[redacted password]@db.local/x");
    row("private key", "a\n-----BEGIN RSA PRIVATE KEY-----\nMII\nxyz\n-----END RSA PRIVATE KEY-----\nb",
        "a\n[redacted private key]\nb");
    row("private key, cut", "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n…", "[redacted private key]");
    row("e-mail", "Ana <ana.b+x@mail.example.org>.", "Ana <[redacted e-mail]>.");
    row("e-mail at the end", "write to ana@example.org.", "write to [redacted e-mail].");
    row("home", "/home/ana/shop and /home/bo", "/home/[redacted user]/shop and /home/[redacted user]");
    row("home of a Mac", "cd /Users/ana.b/x", "cd /Users/[redacted user]/x");
    row("home of Windows", R"(C:\Users\ana\x C:/Users/bo)", R"(C:\Users\[redacted user]\x C:/Users/[redacted user])");
    row("home with a blank", R"(C:\Users\Ana Bo\x)", R"(C:\Users\[redacted user]\x)");
    row("home under WSL", "/mnt/c/Users/ana/x", "/mnt/c/Users/[redacted user]/x");
    row("home in a flag", "cc -I/home/ana/include", "cc -I/home/[redacted user]/include");
    row("home as URL", "file:///home/ana/x", "file:///home/[redacted user]/x");
    row("home, unicode", "/home/ąna/x", "/home/[redacted user]/x");
    row("coloured", "\x1b[32msk-" + letters, "\x1b[32m" + key);
    row("behind a cleared line", "\x1b[Ksk-" + letters + " \x1b[2Ktoken=abcdefgh \\u001b[Kpassword=hunter2",
        "\x1b[K" + key + " \x1b[2Ktoken=" + token + " \\u001b[Kpassword=[redacted password]");
    row("SendGrid",
        "SG."
        "Abcd1234efgh5678ijkl90.mnop3456qrstAbcd1234efgh5678ijkl9012mno",
        key);
    row("key of an environment", "OPENAI_KEY=abc MY_API_KEYS=a1,b2 x",
        "OPENAI_KEY=" + key + " MY_API_KEYS=" + key + " x");
    row("passwords", "passwords: hunter2", "passwords: [redacted password]");
    row("list of arguments", "[\"mysql\", \"--password\", \"hunter2\", \"-e\"]",
        "[\"mysql\", \"--password\", \"[redacted password]\", \"-e\"]");
    row("name and value", "{\"name\": \"DB_PASSWORD\",\n  \"value\": \"hunter2\"}",
        "{\"name\": \"DB_PASSWORD\",\n  \"value\": \"[redacted password]\"}");
    row("name and value, escaped", R"({\"name\":\"API_TOKEN\",\"value\":\"abcdefgh\"})",
        R"({\"name\":\"API_TOKEN\",\"value\":\")" + token + R"(\"})");
    row("home of Fedora", "/var/home/ana/x /export/home/bo \\/usr\\/home\\/cy\\/x",
        "/var/home/[redacted user]/x /export/home/[redacted user] \\/usr\\/home\\/[redacted user]\\/x");
    row("home on a volume", "/System/Volumes/Data/Users/ana/x", "/System/Volumes/Data/Users/[redacted user]/x");
    row("e-mail, umlauts", "an jürgen.müller@bücher.example, ok", "an [redacted e-mail], ok");
    row("e-mail in typographic quotes", "“ana@example.org” «bo@example.org»",
        "“[redacted e-mail]” «[redacted e-mail]»");
    row("e-mail, punycode", "a@xn--bcher-kva.xn--p1ai", "[redacted e-mail]");
    row("e-mail in a URL", "?user=ana%40example.org&x", "?user=[redacted e-mail]&x");
    row("cookies", "curl -H 'Cookie: sid=abc; theme=dark' x", "curl -H 'Cookie: [redacted secret]' x");
    row("cookies set", "Set-Cookie: sid=a1; Path=/\nnext", "Set-Cookie: [redacted secret]\nnext");
    row("Slack hook",
        "https://hooks.slack.com/services/T0/B0/"
        "xyz1, ok",
        "https://hooks.slack.com/services/[redacted secret], ok");
    row("image", "see data:image/png;base64,iVBORw0KGgo= here", "see [redacted image] here");
    row("image without a URL", "\"/9j/" + std::string(300, 'A') + "==\"", "\"[redacted image]\"");
    row("two on a line", "password=a token=abcdefgh", "password=[redacted password] token=" + token);
}

void RedactionTest::masks()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    QCOMPARE(QByteArray::fromStdString(run(text)), expected);
}

void RedactionTest::leaves_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char* text : {"",
                             "commit 3c3e6d0f1e2d3c4b5a69788796a5b4c3d2e1f001",
                             "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                             "0197a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b",
                             "call_A1b2C3d4E5f6G7h8I9j0K1l2",
                             "resp_0a1b2c3d4e5f60718293a4b5c6d7e8f9",
                             "msg_0a1b2c3d4e5f607182 fc_0a1b2c3d4e5f607182 raw_payload:12",
                             "Original token count: 41",
                             "\"max_output_tokens\": 10000, \"token\": 12",
                             "input_tokens=14210 cached_input_tokens=12800",
                             "token = next(tokens)",
                             "token = tokens[0]",
                             "token = Number.Integer",
                             "token = last if last else None",
                             "password = self.options.password",
                             "login(password=password)",
                             "password: string",
                             "password=$PASSWORD token=${TOKEN}",
                             "\"password\": {\"type\": \"string\"}",
                             "if password == other",
                             "Password::Strong",
                             "PWD=/srv/shop",
                             "{\"token\":null,\"secret\":true}",
                             "sk-learn-is-a-very-long-name-of-something",
                             "task-forces-for-everyone-1234567890",
                             "/root/check_tests",
                             "/srv/home/page",
                             "/home",
                             "/home/",
                             "see /homepage/x",
                             "a cookie: chocolate",
                             "cookie = get_cookie()",
                             "iVBORw0KGgo is how a PNG begins",
                             "data:text/plain,x",
                             "npm i react@18.2.0 @scope/pkg",
                             "git@github.com:a/b.git",
                             "@decorator.name",
                             "a@b",
                             "https://example.org/a@b",
                             "10:30:00",
                             "-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----",
                             "bearer of bad news is here",
                             "eyJ short",
                             "gAAAAABo1234567890abcdefghijklmnop-_=",
                             "The token is gone",
                             "PRIMARY_KEY=id SORT_KEY=name CACHE_KEY=x",
                             "KEY_UP=12 keyboard=us hotkeys: a",
                             "\"prompt_cache_key\": \"0197a1b2\"",
                             "{\"name\":\"password\",\"type\":\"string\"}",
                             "[\"--name\",\"value\"]",
                             "SG.short",
                             "a 100%4000 b%40",
                             "array[Ksk]",
                             "/lib/home/x",
                             "AKIAshort",
                             "Überraschung 日本語 🎉"})
        QTest::newRow(text) << QByteArray(text);
}

void RedactionTest::leaves()
{
    QFETCH(QByteArray, text);
    QCOMPARE(QByteArray::fromStdString(run(text)), text);
}

void RedactionTest::masksBehindEscapes()
{
    QCOMPARE(redacted(R"("a\nsk-)" + letters + R"(\n")"), R"("a\n[redacted API key]\n")");
    QCOMPARE(redacted(R"({"arguments":"{\"password\":\"hunter2\",\"x\":1}"})"),
             R"({"arguments":"{\"password\":\"[redacted password]\",\"x\":1}"})");
    QCOMPARE(redacted(R"({"a":"{\"b\":\"{\\\"token\\\":\\\"abcdefgh\\\"}\"}"})"),
             R"({"a":"{\"b\":\"{\\\"token\\\":\\\"[redacted token]\\\"}\"}"})");
    QCOMPARE(redacted(R"("x\nana@example.org\tbo\u0040example.org")"), R"("x\n[redacted e-mail]\t[redacted e-mail]")");
    QCOMPARE(redacted(R"("C:\\Users\\ana\\x" "\/home\/ana\/x")"),
             R"("C:\\Users\\[redacted user]\\x" "\/home\/[redacted user]\/x")");
    QCOMPARE(redacted(R"("-----BEGIN PRIVATE KEY-----\nMII\n-----END PRIVATE KEY-----\n")"),
             R"("[redacted private key]\n")");
    QCOMPARE(redacted(R"("\u001b[1mAuthorization: Bearer abcdef123\"")"),
             R"("\u001b[1mAuthorization: Bearer [redacted token]\"")");
    QCOMPARE(redacted(R"({\"url\":\"data:image\/png;base64,AA\/A=\"} {\"url\":\"data:image/png;base64,AA\/A=\"})"),
             R"({\"url\":\"[redacted image]\"} {\"url\":\"[redacted image]\"})");
    QCOMPARE(redacted(R"(\npassword=hunter2\n)"), R"(\npassword=[redacted password]\n)");
}

void RedactionTest::jsonStaysJson()
{
    const std::string text =
        R"({"password":12345,"token":7,"secret":"","apiKey":"x","nested":[{"home":"\/home\/ana"},)"
        R"("b\u006f\u0040example.org",1.50,-0,null],"ana@example.org":{"cmd":"PASSWORD=\"a b\" run"}})";
    const std::string safe = redactedJson(text);
    QCOMPARE(safe, R"({"password":"[redacted password]","token":7,"secret":"","apiKey":"[redacted API key]",)"
                   R"("nested":[{"home":"/home/[redacted user]"},"[redacted e-mail]",1.50,-0,null],)"
                   R"("[redacted e-mail]":{"cmd":"PASSWORD=\"[redacted password]\" run"}})");
    json::Document document;
    QVERIFY(document.parse(safe));
    QCOMPARE(redactedJson(R"({"passwords":["a",{"b":"c"},["d"],null],"argv":["--api-key","x","y","--","--token"],)"
                          R"("env":[{"name":"DB_PASSWORD","value":"x"},{"Key":"HOME","Value":"y"}],)"
                          R"("password":{"type":"string"}})"),
             R"({"passwords":["[redacted password]",{"b":"c"},["[redacted password]"],null],)"
             R"("argv":["--api-key","[redacted API key]","y","--","--token"],)"
             R"("env":[{"name":"DB_PASSWORD","value":"[redacted password]"},{"Key":"HOME","Value":"y"}],)"
             R"("password":{"type":"string"}})");
    // Cut JSON is text.
    QCOMPARE(redactedJson(R"({"password":"hunter2","a":"...)"), R"({"password":"[redacted password]","a":"...)");
}

void RedactionTest::redactingTwiceIsRedactingOnce()
{
    const std::string once = redacted("password=hunter2 token: 'abcdefgh' /home/ana ana@example.org Bearer " + letters);
    QVERIFY(once.find("ana") == std::string::npos);
    QCOMPARE(redacted(once), once);
}

void RedactionTest::isLinear_data()
{
    QTest::addColumn<QByteArray>("piece");
    for (const char* piece : {"a",
                              "/",
                              "\\",
                              "@",
                              "a@",
                              "-",
                              "--eyJ",
                              "--sk-",
                              "eyJ",
                              "token=$",
                              "token=",
                              "token=\"",
                              "token='a\n",
                              "://a:",
                              "/home/",
                              "-----BEGIN ",
                              "password: ",
                              "Bearer ",
                              "a.",
                              "\\n",
                              "password\\\\",
                              "[1;1m",
                              "AKIA",
                              "/9j/",
                              "cookie:a",
                              "data:image/",
                              "iVBORw0KGgo,",
                              "%40",
                              "é@",
                              "\x1b[K",
                              "SG.",
                              "A_KEYS=,",
                              "\"--token\",",
                              "\"token\",\n \"value",
                              "“@"})
        QTest::newRow(piece) << QByteArray(piece);
}

void RedactionTest::isLinear()
{
    QFETCH(QByteArray, piece);
    // 500 KB: what is quadratic takes minutes, not fractions of a second.
    std::string text;
    while (text.size() < 500'000)
        text += piece.toStdString();
    QElapsedTimer timer;
    timer.start();
    (void)redacted(text);
    QVERIFY2(timer.elapsed() < 30'000, piece.constData());
}

QTEST_APPLESS_MAIN(RedactionTest)
#include "redaction_test.moc"

// What the trace keeps only part of is read from the payload: whole arguments, images; and what leads elsewhere.
#include "core/reduce/reducer.h"
#include "tests/support/bundle_builder.h"
#include "views/actions/action_registry.h"
#include "views/transcript/entry_copies.h"
#include "views/transcript/entry_details.h"
#include "views/transcript/picture_window.h"
#include "views/transcript/transcript_canvas.h"
#include "views/transcript/transcript_view.h"

#include <QAction>
#include <QBuffer>
#include <QClipboard>
#include <QGuiApplication>
#include <QImage>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace rolloutscope;
using namespace rolloutscope::test;
using namespace rolloutscope::transcript;

namespace {

std::string pngUrl(int width, int height)
{
    QImage image(width, height, QImage::Format_RGB32);
    image.fill(Qt::red);
    QByteArray png;
    QBuffer buffer(&png);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    return "data:image/png;base64," + png.toBase64().toStdString();
}

/// A message with two pictures (one damaged), a call with long arguments, and its output.
struct Story {
    BundleBuilder bundle;
    LoadedTracePtr loaded;
    std::string longText = std::string(2'000, 'x') + "end";

    Story()
    {
        bundle.start();
        const auto image = [](const std::string& url) { return Json{{"type", "input_image"}, {"image_url", url}}; };
        const Json message{{"type", "message"},
                           {"role", "user"},
                           {"content",
                            {{{"type", "input_text"}, {"text", "look"}},
                             image(pngUrl(800, 400)),
                             image("data:image/png;base64,bm8gaW1hZ2UgYXQgYWxsLCBidXQgbG9uZyBlbm91Z2ggdG8gYmUgb25l")}}};
        bundle.request("1", Json::array({message}));
        bundle.response("1", Json::array({functionCall("c", "look", Json{{"at", longText}}.dump())}));
        Bundle opened = bundle.open();
        ReduceResult result = reduce(opened, {});
        if (!result.trace)
            qFatal("%s", result.error.c_str());
        loaded = shared(std::make_unique<LoadedTrace>(std::move(opened), std::move(*result.trace), ProblemList()));
    }
    [[nodiscard]] ItemIndex message() const { return call().requestItems.front(); }
    [[nodiscard]] ItemIndex toolCall() const { return call().responseItems.front(); }
    [[nodiscard]] const InferenceCall& call() const { return loaded->trace.inferenceCalls[InferenceIndex{0}]; }
};

struct Shown {
    Story story;
    TraceDocument document;
    TranscriptView view{&document};

    Shown()
    {
        view.resize(600, 700);
        view.show();
        view.setInSight(true);
        document.setTrace(story.loaded);
    }
    [[nodiscard]] bool has(std::size_t entry) const
    {
        const auto details = view.canvas()->detailsOf(entry);
        return details != nullptr && details->payload;
    }
};

} // namespace

class EntryDetailsTest : public QObject {
    Q_OBJECT

private slots:
    void argumentsAreRead()
    {
        const Story story;
        QVERIFY(isCut(story.loaded->trace.items[story.toolCall()]));
        const EntryDetailsPtr details = readDetails(story.loaded, story.toolCall());
        QVERIFY(details->body.startsWith(QStringLiteral("{\n  \"at\": \"xxx")));
        QVERIFY(details->body.endsWith(QStringLiteral("end\"\n}")));
        QCOMPARE(details->payload, story.call().responsePayload);
    }

    void imagesBecomeThumbnails()
    {
        const Story story;
        QVERIFY(isCut(story.loaded->trace.items[story.message()]));
        const EntryDetailsPtr details = readDetails(story.loaded, story.message());
        QCOMPARE(details->thumbnails.size(), std::size_t{2});
        const Thumbnail& good = details->thumbnails[0];
        QCOMPARE(good.image.size(), QSize(480, 240));
        QVERIFY(good.caption.startsWith(QString::fromUtf8("PNG · 800 × 400 · ")));
        std::string file;
        QCOMPARE(story.loaded->bundle.folder().readFile(story.loaded->trace.payloads[details->payload].path, file),
                 FileError::None);
        QVERIFY(file.substr(good.offset, good.length).starts_with("\"data:image/png;base64,"));
        QVERIFY(details->thumbnails[1].image.isNull());
        QVERIFY(!details->thumbnails[1].caption.isEmpty()); // says why
    }

    void whatIsMissingIsNoError()
    {
        const Story story;
        std::filesystem::remove_all(story.bundle.path() / "payloads");
        const EntryDetailsPtr details = readDetails(story.loaded, story.message());
        QVERIFY(details->thumbnails.empty() && details->body.isEmpty() && !details->payload);
        // What the trace keeps is copied then.
        const auto shown = makeTranscript(story.loaded, ThreadIndex{0});
        QVERIFY(copyOf({.transcript = shown, .form = CopyForm::Json}).contains(QStringLiteral("look")));
    }

    void comesWithTheEntry()
    {
        Shown shown;
        QTRY_VERIFY(shown.has(0) && shown.has(1));
        const auto text = [&](std::size_t entry) {
            shown.view.canvas()->select(entry);
            return shown.view.canvas()->selectedText()->body;
        };
        QVERIFY(text(1).endsWith(QStringLiteral("end\"\n}")));
        QVERIFY(text(1).size() > 2'000);
    }

    void aThumbnailOpensThePictureAndItsPayload()
    {
        Shown shown;
        QTRY_VERIFY(shown.has(0));
        QSignalSpy asked(&shown.view, &TranscriptView::payloadRequested);
        // Somewhere below the heading is the picture.
        QPointer<PictureWindow> window;
        for (int y = 20; y < 200 && window == nullptr; y += 10) {
            QTest::mouseClick(shown.view.canvas()->viewport(), Qt::LeftButton, {}, QPoint(60, y));
            window = shown.view.window()->findChild<PictureWindow*>();
        }
        QVERIFY(window);
        QTRY_COMPARE(window->picture().size(), QSize(800, 400)); // not the thumbnail
        QVERIFY(window->windowTitle().startsWith(QString::fromUtf8("PNG · 800 × 400")));
        for (QPushButton* button : window->findChildren<QPushButton*>()) {
            if (button->text().contains(QStringLiteral("Payload")))
                button->click();
        }
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked[0][0].value<PayloadIndex>(), shown.story.call().requestPayload);
        QTRY_VERIFY(window.isNull());
    }

    void isCopiedAsMarkdownAndJson()
    {
        Shown shown;
        QTRY_VERIFY(shown.has(1));
        shown.view.canvas()->select(1);
        shown.view.actions()->action(QStringLiteral("transcript.copyMarkdown"))->trigger();
        QTRY_VERIFY(QGuiApplication::clipboard()->text().startsWith(QStringLiteral("### tool call")));
        const QString markdown = QGuiApplication::clipboard()->text();
        QVERIFY(markdown.contains(QStringLiteral("\n```json\n{\n")) && markdown.endsWith(QStringLiteral("\n```\n")));
        shown.view.actions()->action(QStringLiteral("transcript.copyJson"))->trigger();
        QTRY_VERIFY(
            QGuiApplication::clipboard()->text().startsWith(QStringLiteral("{\n  \"type\": \"function_call\"")));
    }

    void severalAreCopied()
    {
        Shown shown;
        QTRY_VERIFY(shown.has(1));
        TranscriptCanvas* canvas = shown.view.canvas();
        canvas->select(1);
        QTest::keyClick(canvas, Qt::Key_Up, Qt::ShiftModifier);
        QCOMPARE(canvas->selectedRange(), (std::optional<std::pair<std::size_t, std::size_t>>({0, 1})));
        QGuiApplication::clipboard()->clear();
        shown.view.actions()->action(QStringLiteral("transcript.copy"))->trigger();
        QTRY_VERIFY(
            QGuiApplication::clipboard()->text().startsWith(QStringLiteral("user\n\nlook\n[image image/png, ")));
        QVERIFY(QGuiApplication::clipboard()->text().contains(QStringLiteral("\n\ntool call\n\n{\n")));
        QVERIFY(QGuiApplication::clipboard()->text().endsWith(QStringLiteral("end\"\n}")));
        shown.view.actions()->action(QStringLiteral("transcript.copyJson"))->trigger();
        QTRY_VERIFY(QGuiApplication::clipboard()->text().startsWith(QStringLiteral("[\n{\n  \"type\": \"message\"")));
        QTest::keyClick(canvas, Qt::Key_Down);
        QCOMPARE(canvas->selectedRange()->first, canvas->selectedRange()->second);
        QTest::keyClick(canvas, Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(canvas->selectedRange()->first, std::size_t{0});
        QCOMPARE(canvas->selectedRange()->second, canvas->transcript()->entries.size() - 1);
    }

    void copiesAreMaskedOnWish()
    {
        BundleBuilder bundle;
        bundle.start()
            .request("1", Json::array({userMessage("I am ana@example.org in /home/ana")}))
            .response("1", Json::array({functionCall("c", "login", R"({"password":"hunter2"})")}));
        ReduceResult result = reduce(bundle.open(), {});
        QVERIFY(result.trace);
        const auto loaded = std::make_shared<const LoadedTrace>(bundle.open(), std::move(*result.trace), ProblemList());
        const auto shown = makeTranscript(loaded, ThreadIndex{0});
        for (const CopyForm form : {CopyForm::Text, CopyForm::Markdown, CopyForm::Json}) {
            CopyRequest request{.transcript = shown, .last = 1, .form = form};
            const QString plain = copyOf(request);
            QVERIFY(plain.contains(QStringLiteral("ana@example.org")) && plain.contains(QStringLiteral("hunter2")));
            request.redact = true;
            const QString masked = copyOf(request);
            QVERIFY(!masked.contains(QStringLiteral("example.org")) && !masked.contains(QStringLiteral("hunter2")) &&
                    !masked.contains(QStringLiteral("home/ana")));
            QVERIFY(masked.contains(QStringLiteral("[redacted")));
        }
    }
};

QTEST_MAIN(EntryDetailsTest)
#include "entry_details_test.moc"

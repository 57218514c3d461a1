// Colours: what they stand for, that they can be read and told apart, and the legend that hides what one does not want.
#include "tests/views/timeline/trace_builder.h"
#include "views/timeline/legend_bar.h"
#include "views/timeline/span_looks.h"

#include <QMenu>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <cmath>
#include <set>

using namespace rolloutscope;
using rolloutscope::test::SmallRollout;
using rolloutscope::test::TraceBuilder;

namespace {

double luminance(const QColor& color)
{
    const auto linear = [](double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

double contrast(const QColor& a, const QColor& b)
{
    const double first = luminance(a);
    const double second = luminance(b);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

/// How a colour looks to somebody without the cones for red (protanopia; after Viénot, Brettel and Mollon 1999).
QColor withoutRed(const QColor& color)
{
    const double r = std::pow(color.redF(), 2.2);
    const double g = std::pow(color.greenF(), 2.2);
    const double b = std::pow(color.blueF(), 2.2);
    const double mixed = 0.11238 * r + 0.88762 * g;
    const double blue = 0.00401 * r - 0.00401 * g + b;
    const auto back = [](double c) { return static_cast<float>(std::pow(std::clamp(c, 0.0, 1.0), 1 / 2.2)); };
    return QColor::fromRgbF(back(mixed), back(mixed), back(blue));
}

double distance(const QColor& a, const QColor& b)
{
    return std::hypot(a.redF() - b.redF(), a.greenF() - b.greenF(), a.blueF() - b.blueF());
}

std::uint8_t categoryOf(const TimelineModel& model, ColorMode mode, ObjectRef object)
{
    return model.categories().of(model.trace(), mode, model.span(model.spanOf(object)), model.openUntil());
}

} // namespace

class TimelineLooksTest : public QObject {
    Q_OBJECT
private slots:
    void categoriesSayWhatASpanIs()
    {
        SmallRollout rollout;
        rollout.builder.trace.inferenceCalls[rollout.first].usage = TokenUsage{.input = 40'000};
        rollout.builder.trace.inferenceCalls[rollout.second].model = "model-b";
        const auto model = TimelineModel::build(rollout.builder.publish());
        const auto name = [&](ColorMode mode, ObjectRef object) {
            return model->categories().name(model->trace(), mode, categoryOf(*model, mode, object));
        };
        QCOMPARE(name(ColorMode::Kind, rollout.first), "inference");
        QCOMPARE(name(ColorMode::Kind, rollout.wait), "waiting for agents");
        QCOMPARE(name(ColorMode::Status, rollout.command), "failed");
        QCOMPARE(name(ColorMode::Duration, rollout.spawn), "1 – 5 s");
        QCOMPARE(name(ColorMode::Duration, rollout.turn), "30 s – 2 m");
        QCOMPARE(name(ColorMode::Tokens, rollout.first), "32 – 64 k in");
        QCOMPARE(name(ColorMode::Tokens, rollout.command), "no tokens recorded");
        QCOMPARE(name(ColorMode::Model, rollout.first), "model-a");
        QCOMPARE(name(ColorMode::Model, rollout.second), "model-b");
        QCOMPARE(name(ColorMode::Model, rollout.command), "no model");
        QCOMPARE(name(ColorMode::Agent, rollout.first), "/root");
        QCOMPARE(name(ColorMode::Agent, InferenceIndex{2}), "/root/fix_tests");
    }

    void moreModelsAndAgentsThanColours()
    {
        TraceBuilder builder;
        const ThreadIndex root = builder.thread("/root", 0, 1'000);
        for (int i = 0; i < 100; ++i) {
            const ThreadIndex thread = builder.thread("/root/a" + std::to_string(i), 0, 1'000, root);
            const InferenceIndex call = builder.inference(thread, i, i + 1);
            builder.trace.inferenceCalls[call].model = "model-" + std::to_string(i);
        }
        const auto model = TimelineModel::build(builder.publish());
        for (const ColorMode mode : {ColorMode::Model, ColorMode::Agent}) {
            const auto last = categoryOf(*model, mode, InferenceIndex{99});
            QVERIFY(last < maxCategories);
            QVERIFY(model->categories().name(model->trace(), mode, last).starts_with("further"));
            QVERIFY(categoryOf(*model, mode, InferenceIndex{3}) != categoryOf(*model, mode, InferenceIndex{4}));
        }
        // Numbers stay when more becomes known.
        const std::uint8_t before = categoryOf(*model, ColorMode::Model, InferenceIndex{7});
        const InferenceIndex more = builder.inference(root, 900, 950);
        builder.trace.inferenceCalls[more].model = "a-new-model";
        const auto grown = TimelineModel::grow(*model, builder.publish(), 0, {});
        QCOMPARE(categoryOf(*grown, ColorMode::Model, InferenceIndex{7}), before);
    }

    void textCanBeReadInEveryMode()
    {
        for (const Theme* theme : {&Theme::light(), &Theme::darkTheme()}) {
            for (const ColorMode mode : allColorModes) {
                const SpanLooks looks(*theme, mode, 1);
                for (std::uint8_t category = 0; category < maxCategories; ++category) {
                    for (const Outcome outcome : {Outcome::Succeeded, Outcome::Failed, Outcome::Cancelled}) {
                        const SpanLook& look = looks.of(ColorRole::Tool, category, outcome);
                        QVERIFY2(contrast(look.text, look.base) >= 4.5,
                                 qPrintable(QStringLiteral("mode %1 category %2: %3")
                                                .arg(static_cast<int>(mode))
                                                .arg(category)
                                                .arg(contrast(look.text, look.base))));
                        QVERIFY(contrast(theme->textOn(look.light), look.light) >= 4.5);
                    }
                }
            }
        }
    }

    void failureIsRedAndAShapeInEveryMode()
    {
        for (const Theme* theme : {&Theme::light(), &Theme::darkTheme()}) {
            for (const ColorMode mode : allColorModes) {
                const SpanLooks looks(*theme, mode, 1);
                const SpanLook& failed = looks.of(ColorRole::Tool, 1, Outcome::Failed);
                QCOMPARE(failed.edge, theme->failure);
                QCOMPARE(failed.outline, theme->failure);
                QCOMPARE(failed.narrow, theme->failure);
                QVERIFY(!looks.of(ColorRole::Tool, 1, Outcome::Succeeded).outline.isValid());
            }
        }
    }

    void coloursCanBeToldApart()
    {
        for (const Theme* theme : {&Theme::light(), &Theme::darkTheme()}) {
            for (int a = 0; a < 8; ++a) {
                for (int b = a + 1; b < 8; ++b) {
                    QVERIFY(distance(theme->categorical(a), theme->categorical(b)) > 0.12);
                    QVERIFY2(distance(withoutRed(theme->categorical(a)), withoutRed(theme->categorical(b))) > 0.07,
                             qPrintable(QStringLiteral("%1 and %2").arg(a).arg(b)));
                }
            }
            // Steps get steadily darker, or lighter.
            for (int step = 0; step < 10; ++step) {
                const double before = luminance(theme->sequential(step / 10.0));
                const double after = luminance(theme->sequential((step + 1) / 10.0));
                QVERIFY(theme->dark ? after > before : after < before);
            }
        }
    }

    void theLegendCountsAndHides()
    {
        const SmallRollout rollout;
        const auto model = TimelineModel::build(rollout.builder.publish());
        LegendBar legend;
        legend.resize(900, 24);
        legend.setModel(model);
        const auto inference = static_cast<std::uint8_t>(ColorRole::Inference);
        QCOMPARE(countCategories(*model, ColorMode::Kind)[inference], 3U);
        QToolButton* button = legend.buttonOf(inference);
        QVERIFY(button != nullptr);
        QVERIFY2(button->toolTip().contains(QStringLiteral("3 spans")), qPrintable(button->toolTip()));
        QVERIFY(legend.buttonOf(static_cast<std::uint8_t>(ColorRole::Web)) == nullptr); // there are none

        QSignalSpy hidden(&legend, &LegendBar::hiddenChanged);
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(legend.hidden(), categoryBit(inference));
        QCOMPARE(hidden.count(), 1);
        const auto without =
            TimelineModel::build(rollout.builder.publish(), 0, {.mode = ColorMode::Kind, .hidden = legend.hidden()});
        QVERIFY(without->spanOf(rollout.first) == noSpan);
        QVERIFY(without->spanOf(rollout.command) != noSpan);
        legend.setModel(without);
        QVERIFY(legend.buttonOf(inference) != nullptr); // what is hidden can be shown again
        QTest::mouseClick(legend.buttonOf(inference), Qt::LeftButton);
        QCOMPARE(legend.hidden(), CategorySet{0});
        // These alone, and everything again.
        QTest::mouseClick(legend.buttonOf(inference), Qt::LeftButton, Qt::ControlModifier);
        QVERIFY((legend.hidden() & categoryBit(inference)) == 0 && legend.hidden() != 0);
        QTest::mouseClick(legend.buttonOf(inference), Qt::LeftButton, Qt::ControlModifier);
        QCOMPARE(legend.hidden(), CategorySet{0});
        // Another mode hides what was hidden in it, and this one is left as it was.
        QTest::mouseClick(legend.buttonOf(inference), Qt::LeftButton);
        legend.setMode(ColorMode::Status);
        QCOMPARE(legend.hidden(), CategorySet{0});
        QVERIFY(legend.buttonOf(static_cast<std::uint8_t>(Outcome::Failed)) != nullptr);
        legend.setMode(ColorMode::Kind);
        QCOMPARE(legend.hidden(), categoryBit(inference));
        QVERIFY(legend.buttonOf(inference)->toolTip().contains(QStringLiteral("3 spans")));
        legend.forget();
        QCOMPARE(legend.hidden(), CategorySet{0});
    }

    void whatHasNoRoomIsInAMenu()
    {
        const SmallRollout rollout;
        LegendBar legend;
        legend.setModel(TimelineModel::build(rollout.builder.publish()));
        auto* further = legend.findChild<QToolButton*>(QStringLiteral("legendFurther"));
        legend.show();
        legend.resize(1'500, 24);
        QVERIFY(further->isHidden());
        legend.resize(200, 24);
        const std::vector<std::uint8_t> all = legend.categories();
        QVERIFY(all.size() > 2 && !further->isHidden());
        QVERIFY(further->geometry().right() < 200);
        emit further->menu()->aboutToShow();
        const auto isOut = [&](std::uint8_t category) { return legend.buttonOf(category)->isHidden(); };
        QCOMPARE(further->menu()->actions().size(), std::count_if(all.begin(), all.end(), isOut));
        QVERIFY(isOut(all.back()) && further->menu()->actions().back()->isChecked());
        further->menu()->actions().back()->trigger();
        QCOMPARE(legend.hidden(), categoryBit(all.back()));
        emit further->menu()->aboutToShow();
        QVERIFY(!further->menu()->actions().back()->isChecked());
    }

    void whatAnotherRunHidCanBeShown()
    {
        const SmallRollout rollout;
        const auto inference = static_cast<std::uint8_t>(ColorRole::Inference);
        const auto web = static_cast<std::uint8_t>(ColorRole::Web); // there are none
        HiddenCategories kept{};
        kept[static_cast<std::size_t>(ColorMode::Kind)] =
            categoryBit(inference) | categoryBit(web) | categoryBit(maxCategories - 1);
        LegendBar legend;
        legend.resize(900, 24);
        legend.setModel(
            TimelineModel::build(rollout.builder.publish(), 0, {.mode = ColorMode::Kind, .hidden = kept[0]}));
        QVERIFY(legend.buttonOf(inference) == nullptr); // nothing of it is known
        QSignalSpy hidden(&legend, &LegendBar::hiddenChanged);
        legend.setHiddenOfAll(kept);
        QCOMPARE(hidden.count(), 1);
        QVERIFY(legend.buttonOf(inference) != nullptr && legend.buttonOf(web) != nullptr);
        QVERIFY(legend.buttonOf(maxCategories - 1) == nullptr); // no category
        QVERIFY(!legend.buttonOf(inference)->toolTip().contains(u'0'));
        QTest::mouseClick(legend.buttonOf(inference), Qt::LeftButton);
        QCOMPARE(legend.hidden() & categoryBit(inference), CategorySet{0});
    }
};

QTEST_MAIN(TimelineLooksTest)
#include "timeline_looks_test.moc"

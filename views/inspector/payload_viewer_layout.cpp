// How the payload viewer is put together.
#include "core/insight/describe.h"
#include "views/inspector/payload_viewer_private.h"
#include "views/theme/plain_text.h"
#include "views/theme/theme.h"

#include <QHBoxLayout>
#include <QToolButton>

namespace rolloutscope::inspector {

namespace {

constexpr int slowAfterMs = 150; // then "Reading…" appears

QString bytesText(std::uint64_t bytes)
{
    return QString::fromStdString(formatBytes(bytes));
}

/// A line of text on a tinted ground that can wrap.
QLabel* makeNote(QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setAutoFillBackground(true);
    label->setContentsMargins(metrics::panelPadding, 4, metrics::panelPadding, 4);
    label->hide();
    return label;
}

} // namespace

void PayloadViewer::Private::build()
{
    auto* layout = new QVBoxLayout(viewer);
    layout->setContentsMargins(1, 1, 1, 1); // the border that the viewer paints
    layout->setSpacing(0);
    buildHeader(layout);
    note = makeNote(viewer);
    layout->addWidget(note);
    buildPages(layout);

    slowTimer.setSingleShot(true);
    slowTimer.setInterval(slowAfterMs);
    QObject::connect(&slowTimer, &QTimer::timeout, viewer, [this] {
        showMessage(tr("Reading %1…").arg(singleLine(path, 120)), tr("Cancel"));
        progressTimer.start();
    });
    progressTimer.setInterval(100);
    QObject::connect(&progressTimer, &QTimer::timeout, viewer, [this] {
        if (!loading)
            return progressTimer.stop();
        const std::uint64_t total = loading->bytesTotal;
        const std::uint64_t done = loading->bytesDone;
        messageText->setText(
            total > 0 ? tr("Reading %1… %2 of %3").arg(singleLine(path, 120), bytesText(done), bytesText(total))
                      : tr("Reading %1…").arg(singleLine(path, 120)));
    });
    searchTimer.setSingleShot(true);
    searchTimer.setInterval(150);
    QObject::connect(&searchTimer, &QTimer::timeout, viewer, [this] { runSearch(); });
    recolor();
}

void PayloadViewer::Private::buildHeader(QVBoxLayout* layout)
{
    tabs = new TabStrip(viewer);
    tabs->setObjectName(QStringLiteral("payloadTabs"));
    tabs->addTab(tr("Tree"));
    tabs->addTab(tr("Text"));
    tabs->addTab(tr("Hex"));
    tabs->addTab(tr("Images"));
    tabs->setTabVisible(static_cast<int>(Tab::Images), false);
    QObject::connect(tabs, &QTabBar::currentChanged, viewer, [this](int index) { showTab(static_cast<Tab>(index)); });
    QObject::connect(tabs, &QTabBar::tabBarClicked, viewer, [this](int index) {
        if (index >= 0)
            wantedTab = static_cast<Tab>(index);
    });

    search = new QLineEdit(viewer);
    search->setObjectName(QStringLiteral("payloadSearch"));
    search->setPlaceholderText(tr("Find, or a path: $.input[3]"));
    search->setToolTip(
        plainToolTip(tr("Find in this payload (Ctrl+F). Enter goes to the next match, Shift+Enter to the "
                        "previous one.\nCapital letters make the search case-sensitive.")));
    search->setClearButtonEnabled(true);
    search->setMaxLength(1000);
    search->setMinimumWidth(60);
    search->setMaximumWidth(240);
    QObject::connect(search, &QLineEdit::textChanged, viewer, [this] {
        const BytesPtr bytes = bytesToSearch();
        if (bytes && bytes->view().size() > searchedAtOnce)
            searchTimer.start();
        else
            runSearch();
    });

    searchBar = new QWidget(viewer);
    searchCount = new QLabel(searchBar);
    searchCount->setTextFormat(Qt::PlainText);
    searchCount->setFont(smallFont());
    auto* previous = new QToolButton(searchBar);
    previous->setText(QStringLiteral("‹"));
    previous->setToolTip(tr("Previous match (Shift+Enter)"));
    auto* next = new QToolButton(searchBar);
    next->setText(QStringLiteral("›"));
    next->setToolTip(tr("Next match (Enter)"));
    QObject::connect(previous, &QToolButton::clicked, viewer, [this] { step(-1); });
    QObject::connect(next, &QToolButton::clicked, viewer, [this] { step(1); });
    auto* barLayout = new QHBoxLayout(searchBar);
    barLayout->setContentsMargins(metrics::panelPadding, 0, 6, 3);
    barLayout->setSpacing(2);
    barLayout->addStretch(1);
    barLayout->addWidget(searchCount);
    barLayout->addWidget(previous);
    barLayout->addWidget(next);
    searchBar->hide();

    auto* header = new QHBoxLayout;
    header->setContentsMargins(4, 4, 6, 3);
    header->setSpacing(6);
    header->addWidget(tabs);
    header->addStretch(1);
    header->addWidget(search, 2);
    layout->addLayout(header);
    layout->addWidget(searchBar);
}

void PayloadViewer::Private::buildPages(QVBoxLayout* layout)
{
    pages = new QStackedWidget(viewer);
    messagePage = new QWidget(pages);
    messageText = new QLabel(messagePage);
    messageText->setTextFormat(Qt::PlainText);
    messageText->setWordWrap(true);
    messageText->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    messageText->setTextInteractionFlags(Qt::TextSelectableByMouse);
    messageButton = new QPushButton(messagePage);
    auto* messageLayout = new QVBoxLayout(messagePage);
    messageLayout->setContentsMargins(12, 10, 12, 10);
    messageLayout->addWidget(messageText);
    messageLayout->addWidget(messageButton, 0, Qt::AlignLeft);
    messageLayout->addStretch(1);
    QObject::connect(messageButton, &QPushButton::clicked, viewer, [this] {
        if (state == State::Loading)
            viewer->clear(tr("Reading was cancelled. Choose the payload again to read it."));
        else if (state == State::Failed)
            viewer->open(ConfinedFolder(folder), std::string(path));
    });
    pages->addWidget(messagePage);

    contentPages = new QStackedWidget(pages);
    tree = new JsonTreeView(contentPages);
    tree->setObjectName(QStringLiteral("payloadTree"));
    tree->setAccessibleName(tr("Payload as a tree"));
    auto* textPage = new QWidget(contentPages);
    auto* textLayout = new QVBoxLayout(textPage);
    textLayout->setContentsMargins(0, 0, 0, 0);
    textLayout->setSpacing(0);
    valueBar = new QWidget(textPage);
    auto* valueLayout = new QHBoxLayout(valueBar);
    valueLayout->setContentsMargins(metrics::panelPadding, 2, 6, 2);
    valueName = new QLabel(valueBar);
    valueName->setTextFormat(Qt::PlainText);
    valueName->setFont(smallFont());
    valueName->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto* whole = new QToolButton(valueBar);
    whole->setText(tr("Whole file"));
    whole->setToolTip(tr("Show the text of the whole file again"));
    QObject::connect(whole, &QToolButton::clicked, viewer, [this] { showFile(); });
    valueLayout->addWidget(valueName, 1);
    valueLayout->addWidget(whole);
    valueBar->hide();
    text = new ByteView(ByteView::Mode::Text, textPage);
    text->setObjectName(QStringLiteral("payloadText"));
    text->setAccessibleName(tr("Payload as text"));
    textLayout->addWidget(valueBar);
    textLayout->addWidget(text, 1);
    hex = new ByteView(ByteView::Mode::Hex, contentPages);
    hex->setObjectName(QStringLiteral("payloadHex"));
    hex->setAccessibleName(tr("Payload as hexadecimal"));
    images = new ImagesView(contentPages);
    contentPages->addWidget(tree);
    contentPages->addWidget(textPage);
    contentPages->addWidget(hex);
    contentPages->addWidget(images);
    pages->addWidget(contentPages);
    layout->addWidget(pages, 1);

    QObject::connect(tree, &JsonTreeView::textRequested, viewer,
                     [this](const QModelIndex& index, const QString& name) { showValue(index, name); });
    QObject::connect(tree, &JsonTreeView::imageRequested, viewer,
                     [this](const QModelIndex& index) { requestImage(index); });
}

void PayloadViewer::Private::recolor()
{
    const Theme& theme = Theme::of(viewer->palette());
    const auto tint = [](QWidget* widget, const QColor& ground, const QColor& color) {
        QPalette colors = widget->palette();
        if (colors.color(QPalette::Window) == ground && colors.color(QPalette::WindowText) == color)
            return;
        colors.setColor(QPalette::Window, ground);
        colors.setColor(QPalette::WindowText, color);
        widget->setPalette(colors);
    };
    tint(note, theme.failureGround, theme.text);
    tint(messageText, theme.ground, state == State::Failed ? theme.failure : theme.dimText);
    tint(searchCount, theme.ground, theme.dimText);
    tint(valueName, theme.ground, theme.dimText);
}

} // namespace rolloutscope::inspector

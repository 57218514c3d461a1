// The parts of the payload viewer; its own header.
#pragma once

#include "views/inspector/byte_view.h"
#include "views/inspector/images_view.h"
#include "views/inspector/json_address.h"
#include "views/inspector/json_tree_view.h"
#include "views/inspector/payload_search.h"
#include "views/inspector/payload_viewer.h"
#include "views/inspector/tab_strip.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>

#include <optional>

namespace rolloutscope::inspector {

inline constexpr std::uint64_t searchedAtOnce = 256U << 10U; // bytes; below a millisecond

struct Loaded {
    PayloadContentPtr content; // null: abandoned
    std::vector<EmbeddedImage> images;
};

struct PayloadViewer::Private {
    PayloadViewer* viewer;
    ConfinedFolder folder;
    std::string path;
    LoadLimits limits;
    State state = State::Empty;
    PayloadContentPtr content;
    std::shared_ptr<LoadProgress> loading; // set cancelled to give it up
    QTimer slowTimer;
    QTimer progressTimer;

    TabStrip* tabs = nullptr;
    QLineEdit* search = nullptr;
    QWidget* searchBar = nullptr;
    QLabel* searchCount = nullptr;
    QLabel* note = nullptr;
    QWidget* valueBar = nullptr; // above the text when it is one value's
    QLabel* valueName = nullptr;
    QStackedWidget* pages = nullptr;
    QWidget* messagePage = nullptr;
    QLabel* messageText = nullptr;
    QPushButton* messageButton = nullptr;
    QStackedWidget* contentPages = nullptr;
    JsonTreeView* tree = nullptr;
    ByteView* text = nullptr;
    ByteView* hex = nullptr;
    ImagesView* images = nullptr;

    Tab wantedTab = Tab::Tree; // as the user chose it last
    BytesPtr value;            // shown in the text tab instead of the file
    int valueSerial = 0;       // of two that are asked for the later one counts
    std::shared_ptr<std::atomic<bool>> searching;
    std::shared_ptr<const SearchResult> matches;
    BytesPtr searchedBytes;
    qsizetype currentMatch = -1;
    QString addressError;                   // of a path in the search field
    std::optional<SearchMatch> wantedPlace; // to be shown once the payload is there
    QTimer searchTimer;

    explicit Private(PayloadViewer* owner) : viewer(owner) {}

    void build();
    void buildHeader(QVBoxLayout* layout);
    void buildPages(QVBoxLayout* layout);
    void recolor();
    void setState(State next);
    void showImagesTab(bool visible) const;
    void showMessage(const QString& message, const QString& button);
    void finishLoad(const Loaded& loaded);
    void showFailure(const QString& reason);
    void showTab(Tab tab);
    void showValue(const QModelIndex& index, const QString& name);
    void takeValue(std::string utf8);
    void showFile();
    void requestImage(const QModelIndex& index);
    [[nodiscard]] BytesPtr bytesToSearch() const;
    void runSearch();
    void takeMatches(std::shared_ptr<const SearchResult> found);
    void showMatch();
    void step(qsizetype by);
    void abandonSearch();
    void showWantedPlace();
    void goToAddress();
    void takeAddress(const Addressed& found);
};

} // namespace rolloutscope::inspector

// Shows one payload file: as a JSON tree, as text, as hexadecimal, and its images. Everything that takes time runs in
// the background; choosing another payload abandons it.
#pragma once

#include "core/bundle/confined_folder.h"
#include "views/inspector/payload_content.h"

#include <QWidget>

#include <memory>

namespace rolloutscope::inspector {

class ByteView;
class ImagesView;
class JsonTreeView;

class PayloadViewer : public QWidget {
    Q_OBJECT
public:
    enum class State : std::uint8_t { Empty, Loading, Shown, Failed };
    enum class Tab : std::uint8_t { Tree, Text, Hex, Images };

    explicit PayloadViewer(QWidget* parent = nullptr);
    ~PayloadViewer() override;

    /// `path` as recorded, relative to the folder.
    void open(const ConfinedFolder& folder, const std::string& path);
    /// Shows nothing but this hint.
    void clear(const QString& hint);
    /// For tests, and for machines with less memory.
    void setLimits(const LoadLimits& limits);

    [[nodiscard]] State state() const;
    /// What stands in place of the content, or above it when something is wrong with it.
    [[nodiscard]] QString message() const;
    [[nodiscard]] PayloadContentPtr content() const;
    [[nodiscard]] Tab tab() const;
    void setTab(Tab tab);

    /// Shows bytes of the payload that is open, or of the one that is being opened once it is there: marked, in the tab
    /// that is looked at.
    void showAt(std::uint64_t offset, std::uint64_t length);

    void startSearch();
    void setSearchText(const QString& text);
    void goToNextMatch();
    void goToPreviousMatch();
    /// `3 of 41`, `no match`, empty without a search.
    [[nodiscard]] QString searchStatus() const;

    [[nodiscard]] JsonTreeView& tree();
    [[nodiscard]] ByteView& text();
    [[nodiscard]] ByteView& hex();
    [[nodiscard]] ImagesView& images();

signals:
    void stateChanged();
    void searchFinished();

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Private;
    std::unique_ptr<Private> d_;
};

} // namespace rolloutscope::inspector

// Shows the bytes of a payload as text or as hexadecimal, however many there are: only the lines in sight are made.
// Text is selected with the mouse and copied as it is in the file.
#pragma once

#include "views/inspector/line_index.h"
#include "views/inspector/payload_content.h"
#include "views/inspector/payload_search.h"
#include "views/inspector/plain_text.h"

#include <QAbstractScrollArea>
#include <QTimer>

#include <memory>

class QAction;

namespace rolloutscope::inspector {

class ByteView : public QAbstractScrollArea {
    Q_OBJECT
public:
    enum class Mode : std::uint8_t { Text, Hex };

    explicit ByteView(Mode mode, QWidget* parent = nullptr);
    ~ByteView() override;

    void setBytes(BytesPtr bytes);
    /// Marks all matches, and one of them strongly (-1: none), which is brought into sight.
    void setMatches(std::shared_ptr<const SearchResult> matches, qsizetype current);
    void goTo(std::uint64_t offset);

    [[nodiscard]] bool hasSelection() const { return anchor_ != caret_; }
    /// The selected bytes as text (Hex: as hexadecimal); bounded.
    [[nodiscard]] QString selectedText() const;
    void copy() const;
    void selectAll();

    /// False while the lines of a large text are being found.
    [[nodiscard]] bool isReady() const { return mode_ == Mode::Hex || index_ != nullptr; }
    [[nodiscard]] std::uint64_t lineCount() const;
    [[nodiscard]] std::uint64_t firstLineInSight() const;
    /// What stands in a line, as painted.
    [[nodiscard]] MappedText shownLine(std::uint64_t line) const;

signals:
    void ready();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    [[nodiscard]] int lineHeight() const;
    [[nodiscard]] unsigned columnsInSight() const;
    [[nodiscard]] unsigned bytesPerLine() const;
    [[nodiscard]] std::uint64_t lineOf(std::uint64_t offset) const;
    [[nodiscard]] std::uint64_t lineBegin(std::uint64_t line) const;
    [[nodiscard]] std::uint64_t offsetAt(QPoint position) const;
    [[nodiscard]] MappedText hexLine(std::uint64_t line) const;
    void makeIndex();
    void takeIndex(std::shared_ptr<const LineIndex> index);
    void updateScrollBar();
    void scrollBy(qint64 lines);

    Mode mode_;
    BytesPtr bytes_;
    std::shared_ptr<const LineIndex> index_;
    std::shared_ptr<std::atomic<bool>> indexing_; // set to give it up
    std::shared_ptr<const SearchResult> matches_;
    qsizetype currentMatch_ = -1;
    std::uint64_t topOffset_ = 0; // stays in sight when lines are broken anew
    std::uint64_t wanted_ = 0;    // goTo() before the lines were known
    bool hasWanted_ = false;
    std::uint64_t anchor_ = 0;
    std::uint64_t caret_ = 0;
    QPoint mouseAt_;
    QTimer reindexTimer_;
    QTimer autoScrollTimer_;
};

} // namespace rolloutscope::inspector

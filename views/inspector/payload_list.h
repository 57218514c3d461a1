// The payloads of an object: file name, what it is in words, and its size, looked up in the background.
#pragma once

#include "core/bundle/confined_folder.h"
#include "core/trace/trace.h"

#include <QString>
#include <QTreeView>

#include <atomic>
#include <memory>
#include <vector>

class QStandardItemModel;

namespace rolloutscope {
struct Theme;
}

namespace rolloutscope::inspector {

struct ListedPayload {
    PayloadIndex payload;
    std::string id;
    std::string path; // as recorded
    std::string role; // `runtime end`
    std::string kind; // `runtime event`
};

class PayloadList : public QTreeView {
    Q_OBJECT
public:
    explicit PayloadList(QWidget* parent = nullptr);
    ~PayloadList() override;

    /// At most 200 are listed.
    void setPayloads(const ConfinedFolder& folder, std::vector<ListedPayload> payloads);
    [[nodiscard]] const std::vector<ListedPayload>& payloads() const { return payloads_; }
    /// Marks it without opening it; nothing when it is not in the list.
    void setCurrentPayload(PayloadIndex payload);

signals:
    /// Chosen with the mouse or the keyboard.
    void opened(rolloutscope::PayloadIndex payload);
    /// Sizes are there.
    void sizesFound();

protected:
    void contextMenuEvent(QContextMenuEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

private:
    [[nodiscard]] const Theme& currentTheme() const;
    void findSizes();
    void copy(std::string ListedPayload::*field) const;
    void revealFile() const;
    void open(const QModelIndex& index);

    ConfinedFolder folder_;
    std::vector<ListedPayload> payloads_;
    QStandardItemModel* model_;
    std::shared_ptr<std::atomic<bool>> finding_; // set to give it up
    bool isSelecting_ = false;                   // by setCurrentPayload()
};

} // namespace rolloutscope::inspector

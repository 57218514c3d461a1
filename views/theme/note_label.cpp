#include "views/theme/note_label.h"

#include <QLabel>

namespace rolloutscope {

QLabel* makeNote(QWidget* parent)
{
    constexpr int margin = 20; // px
    auto* note = new QLabel(parent);
    note->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    note->setWordWrap(true);
    note->setTextFormat(Qt::PlainText);
    note->setForegroundRole(QPalette::PlaceholderText);
    note->setMargin(margin);
    return note;
}

} // namespace rolloutscope

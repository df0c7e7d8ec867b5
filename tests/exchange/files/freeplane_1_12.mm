<map version="freeplane 1.12.1">
<!--To view this file, download free mind mapping software Freeplane from https://www.freeplane.org -->
<bookmarks>
    <bookmark nodeId="ID_200000001" name="Begin" opensAsRoot="true"/>
</bookmarks>
<node TEXT="Buurtmoestuin" FOLDED="false" ID="ID_200000001" CREATED="1730000000000" MODIFIED="1730000009000" STYLE="oval">
<font SIZE="18"/>
<hook NAME="MapStyle" zoom="1.1">
    <properties edgeColorConfiguration="#808080ff,#ff0000ff,#0000ffff" show_tags="UNDER_NODES" show_icons="BESIDE_NODES" fit_to_viewport="false" show_note_icons="true"/>
    <tags category_separator="::"/>

<map_styles>
<stylenode LOCALIZED_TEXT="styles.root_node" STYLE="oval" UNIFORM_SHAPE="true" VGAP_QUANTITY="24 pt">
<font SIZE="24"/>
<stylenode LOCALIZED_TEXT="styles.predefined" POSITION="bottom_or_right" STYLE="bubble">
<stylenode LOCALIZED_TEXT="default" ID="ID_290000001" ICON_SIZE="12 pt" COLOR="#000000" STYLE="fork">
<font NAME="SansSerif" SIZE="10" BOLD="false" ITALIC="false"/>
<richcontent TYPE="DETAILS" CONTENT-TYPE="plain/auto"/>
<richcontent TYPE="NOTE" CONTENT-TYPE="plain/auto"/>
</stylenode>
<stylenode LOCALIZED_TEXT="defaultstyle.tags">
<font SIZE="10"/>
</stylenode>
</stylenode>
</stylenode>
</map_styles>
</hook>
<hook NAME="accessories/plugins/AutomaticLayout.properties" VALUE="ALL"/>
<node TEXT="Grond" POSITION="bottom_or_right" ID="ID_200000002" CREATED="1730000001000" MODIFIED="1730000002000" TAGS="voorjaar&#xa;zwaar werk">
<edge COLOR="#ff0000"/>
<cloud COLOR="#f0f0f0" SHAPE="ARC"/>
<attribute_layout NAME_WIDTH="40 pt" VALUE_WIDTH="60 pt"/>
<attribute NAME="kosten" VALUE="120"/>
<attribute NAME="wie" VALUE="Fatma"/>
<attribute NAME="later" VALUE=""/>
<node TEXT="Compost" ID="ID_200000003" FOLDED="true">
<richcontent TYPE="NOTE" CONTENT-TYPE="plain/markdown">
    <text>- eerst zeven
- dan scheppen &amp; harken

Niet in de regen.</text>
</richcontent>
<node TEXT="Wormen" ID="ID_200000004"/>
</node>
<node ID="ID_200000005"><richcontent TYPE="NODE">

<html>
  <head>

  </head>
  <body>
    <p>
      Een <i>rijtje</i>&#160;fruit
    </p>
    <table border="0">
      <tr><td>appel</td><td>peer</td></tr>
    </table>
  </body>
</html>
</richcontent>
<richcontent CONTENT-TYPE="xml/" TYPE="DETAILS">
<html>
  <head/>
  <body>
    <p>langs het <a href="https://example.org/pad">pad</a></p>
  </body>
</html></richcontent>
</node>
</node>
<node TEXT="Mensen" POSITION="top_or_left" ID="ID_200000006">
<edge COLOR="#0000ff"/>
<node ID="ID_200000007" TREE_ID="ID_200000003">
<node ID="ID_200000008" TREE_ID="ID_200000004"/>
</node>
<node ID="ID_200000009" CONTENT_ID="ID_200000005">
<node TEXT="eigen tak" ID="ID_200000010"/>
</node>
<node TEXT="Geheim" ID="ID_200000011" ENCRYPTED_CONTENT="qXhz kfQ="/>
<node TEXT="Folder" ID="ID_200000012" LINK="folder/moestuin.pdf"/>
</node>
</node>
</map>
